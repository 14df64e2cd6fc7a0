// What is where no ray meets anything: the other pixels are left as they are.
uniform highp usampler2D rayStarts;
uniform int block;
uniform vec4 colour;
in vec2 at;
out vec4 pixel;

void main() {
  if (uintBitsToFloat(texelFetch(rayStarts, ivec2(gl_FragCoord.xy) / block, 0).r) < 1e29) discard;
  pixel = colour;
}
