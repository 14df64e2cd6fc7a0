// The boxes of leafBoxes(), each an instance of a cube whose corners are told by gl_VertexID.

uniform vec3 eye;  // lattice units, as all here
uniform float width, margin;
uniform mat3 cameraAxes;  // these as in ray.vert.glsl
uniform vec4 lens;
uniform vec2 pictureSize, pixelOffset;
uniform float near;

layout(location = 0) in vec3 place;
out vec3 fromEye;

void main() {
  // Of the two faces across an axis the eye sees one at most.
  int axis = gl_VertexID / 6, vertex = gl_VertexID % 6;
  vec3 upper = vec3(greaterThan(eye, place + 0.5 * width));
  float far = axis == 0 ? upper.x : axis == 1 ? upper.y : upper.z;
  int a = 0x32 >> vertex & 1, b = 0x2C >> vertex & 1;  // (0, 0) (1, 0) (0, 1), (0, 1) (1, 0) (1, 1): two triangles
  vec3 corner = axis == 0 ? vec3(far, a, b) : axis == 1 ? vec3(a, far, b) : vec3(a, b, far);
  fromEye = place + width * corner + margin * (2.0 * corner - 1.0) - eye;
  float height = axis == 0 ? fromEye.x : axis == 1 ? fromEye.y : fromEye.z;
  bool away = far > 0.5 ? height >= 0.0 : height <= 0.0;
  vec3 p = fromEye * cameraAxes;
  vec2 pixel = lens.xy * p.xy + (lens.zw - pixelOffset) * p.z;  // times p.z
  vec4 seen = vec4(2.0 * pixel.x / pictureSize.x - p.z, p.z - 2.0 * pixel.y / pictureSize.y, p.z - 2.0 * near, p.z);
  gl_Position = away ? vec4(2.0, 2.0, 2.0, 1.0) : seen;
}
