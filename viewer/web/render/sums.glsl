// What rays sum up, to be shaded in a pass of its own: a program that does both is too long for some processors' caches.

layout(location = 0) out vec4 composite;  // opacity, Y, Co, Cg
layout(location = 1) out vec4 features;

void main() {
  march(rayDirection());
  composite = vec4(1.0 - transmittance, colourSum);
  features = featureSum;
}
