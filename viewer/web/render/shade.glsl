// From what a ray summed up to its colour, premultiplied (FORMAT.md, sections 6 and 7). LAYER is a place in `layers` of layers.js.

in vec4 direct0, direct1, direct2, direct3;
in vec4 lobesRed, lobesGreen, lobesBlue;
out vec4 pixel;

uniform vec4 backgroundColour;  // premultiplied, where ENVIRONMENT is not defined
uniform float levels;       // of the lattice

const float visibleOpacity = 1.0 / 512.0;

// The network behind its first layer's part that the vertices have: NETWORK is written for each model, with the weights as constants, since
// loads from a uniform block cost more than the multiplications (see network_text.js).
NETWORK

#ifdef ENVIRONMENT
uniform highp sampler2D environmentMap;

vec4 background(vec3 direction) {
  const float pi = 3.14159265;
  vec2 at = vec2(atan(direction.y, direction.x) / (2.0 * pi) + 0.5, acos(clamp(direction.z, -1.0, 1.0)) / pi);
  return vec4(textureLod(environmentMap, at, 0.0).rgb, 1.0);
}
#else
vec4 background(vec3 direction) { return backgroundColour; }
#endif

vec3 falseColour(float x) { return clamp(1.5 - 4.0 * abs(x - vec3(0.75, 0.5, 0.25)), 0.0, 1.0); }

#ifdef DEFERRED
uniform highp sampler2D composites, features;  // as sums.glsl makes them
#endif

void main() {
  vec3 direction = rayDirection();
#ifdef DEFERRED
  ivec2 at = ivec2(gl_FragCoord.xy);
  vec4 composite = texelFetch(composites, at, 0), featureSum = texelFetch(features, at, 0);
  vec3 colourSum = composite.yzw;
  float opacity = composite.x, transmittance = 1.0 - opacity;
#else
  march(direction);
  float opacity = 1.0 - transmittance;
#endif
#if LAYER == 3
  float size = length(normalSum);
  pixel = vec4(size > 0.0 ? 0.5 + 0.5 / size * normalSum : vec3(0.5), 1.0);
#elif LAYER == 4
  float level = levels - 1.0 - shiftSum / max(opacity, 1e-6);
  pixel = vec4(opacity > visibleOpacity ? falseColour(level / max(levels - 1.0, 1.0)) : vec3(0.0), 1.0);
#elif LAYER == 5
  pixel = vec4(float(lookUps) / 255.0, float(samples) / 255.0, opacity, 1.0);
#elif LAYER == 6
  float share = clamp(depthSum / max(opacity, 1e-6) / farDistance, 0.0, 0.999) * 255.0;
  pixel = vec4(vec3(floor(share), floor(fract(share) * 255.0), fract(fract(share) * 255.0) * 255.0) / 255.0, opacity);
#else
  vec3 colour = vec3(0.0);
#if LAYER != 2
  vec3 c = colourSum;
  colour = vec3(c.x + c.y - c.z, c.x + c.z, c.x - c.y - c.z);
#endif
#if LAYER != 1
  vec3 shine = opacity * network(vec4(opacity, colourSum), featureSum) + vec3(dot(lobesRed, featureSum), dot(lobesGreen, featureSum), dot(lobesBlue, featureSum));
#ifdef HIGHLIGHTS
  shine += highlights(direction, featureSum);
#endif
  colour += opacity > 0.0 ? shine : vec3(0.0);
#endif
  pixel = LAYER == 2 ? vec4(colour, 1.0) : vec4(colour, opacity) + transmittance * background(direction);
#endif
}
