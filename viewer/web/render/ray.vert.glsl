// A grid over the picture. What of the shading depends on the direction alone is evaluated at its corners: it is so smooth that it may be
// interpolated, and it is almost half of the network's work.

const int grid = 24;  // as in renderer.js

uniform mat3 cameraAxes;  // columns: right, down, forward, world
uniform vec4 lens;        // pixels: focal length x, y, principal point x, y
uniform vec2 pictureSize; // pixels
uniform vec2 pixelOffset; // of the ray within its pixel, from the middle

layout(std140) uniform Network {
  mat4 hidden1Composite[8];  // 4 * (inputs / 4) + outputs / 4: a column an input, a row a hidden unit
  mat4 hidden1Harmonics[16];
  vec4 bias1[4];
  mat4 hidden2[16];
  vec4 bias2[4];
  vec4 outputs[12];  // 4 * output + inputs / 4
  vec4 bias3;
  vec4 lobes[24];  // 8 * output + harmonic: a row a feature
};

out vec4 direct0, direct1, direct2, direct3;  // what the first layer's units have from bias and harmonics
out vec4 lobesRed, lobesGreen, lobesBlue;     // of each feature, in this direction

void main() {
  vec2 at = vec2(gl_VertexID % (grid + 1), gl_VertexID / (grid + 1)) / float(grid);
  gl_Position = vec4(2.0 * at - 1.0, -1.0, 1.0);
  vec2 pixel = vec2(at.x, 1.0 - at.y) * pictureSize + pixelOffset;
  vec3 d = normalize(cameraAxes * vec3((pixel - lens.zw) / lens.xy, 1.0)), s = d * d;
  vec4 h0 = vec4(0.28209479, -0.48860251 * d.y, 0.48860251 * d.z, -0.48860251 * d.x);
  vec4 h1 = vec4(1.09254843 * d.x * d.y, -1.09254843 * d.y * d.z, 0.31539157 * (3.0 * s.z - 1.0), -1.09254843 * d.x * d.z);
  vec4 h2 = vec4(0.54627421 * (s.x - s.y), -0.59004359 * d.y * (3.0 * s.x - s.y), 2.89061144 * d.x * d.y * d.z,
                 -0.45704579 * d.y * (5.0 * s.z - 1.0));
  vec4 h3 = vec4(0.37317633 * d.z * (5.0 * s.z - 3.0), -0.45704579 * d.x * (5.0 * s.z - 1.0), 1.44530572 * d.z * (s.x - s.y),
                 -0.59004359 * d.x * (s.x - 3.0 * s.y));
  direct0 = bias1[0] + hidden1Harmonics[0] * h0 + hidden1Harmonics[4] * h1 + hidden1Harmonics[8] * h2 + hidden1Harmonics[12] * h3;
  direct1 = bias1[1] + hidden1Harmonics[1] * h0 + hidden1Harmonics[5] * h1 + hidden1Harmonics[9] * h2 + hidden1Harmonics[13] * h3;
  direct2 = bias1[2] + hidden1Harmonics[2] * h0 + hidden1Harmonics[6] * h1 + hidden1Harmonics[10] * h2 + hidden1Harmonics[14] * h3;
  direct3 = bias1[3] + hidden1Harmonics[3] * h0 + hidden1Harmonics[7] * h1 + hidden1Harmonics[11] * h2 + hidden1Harmonics[15] * h3;
  lobesRed = lobes[0] * h0.y + lobes[1] * h0.z + lobes[2] * h0.w + lobes[3] * h1.x + lobes[4] * h1.y + lobes[5] * h1.z + lobes[6] * h1.w +
             lobes[7] * h2.x;
  lobesGreen = lobes[8] * h0.y + lobes[9] * h0.z + lobes[10] * h0.w + lobes[11] * h1.x + lobes[12] * h1.y + lobes[13] * h1.z +
               lobes[14] * h1.w + lobes[15] * h2.x;
  lobesBlue = lobes[16] * h0.y + lobes[17] * h0.z + lobes[18] * h0.w + lobes[19] * h1.x + lobes[20] * h1.y + lobes[21] * h1.z +
              lobes[22] * h1.w + lobes[23] * h2.x;
}
