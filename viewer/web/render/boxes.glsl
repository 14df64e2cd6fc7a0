// How far away a box is, as a share of farDistance: 24 bits in three bytes, which every device can draw.

uniform float farDistance;  // lattice units
in vec3 fromEye;
out vec4 pixel;

void main() {
  float share = floor(clamp(length(fromEye) / farDistance, 0.0, 1.0) * 16777215.0);
  float high = floor(share / 65536.0), rest = share - 65536.0 * high, middle = floor(rest / 256.0);
  pixel = vec4(vec3(high, middle, rest - 256.0 * middle) / 255.0, 1.0);
}
