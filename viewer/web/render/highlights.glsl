// What shines in few directions (FORMAT.md, section 7).

#ifdef HIGHLIGHTS
uniform highp sampler2D highlightMap;  // side by side the maps of R, G and B, 17 x 17 each; a texel is the four features' shares, in bytes
uniform float highlightStep;

vec3 highlights(vec3 direction, vec4 features) {
  vec3 a = abs(direction);
  vec2 onto = direction.xy / (a.x + a.y + a.z);
  vec2 sign = vec2(onto.x < 0.0 ? -1.0 : 1.0, onto.y < 0.0 ? -1.0 : 1.0);
  vec2 at = 8.5 + 8.0 * mix(onto, (1.0 - abs(onto.yx)) * sign, bvec2(direction.z < 0.0));
  vec4 red = textureLod(highlightMap, at / vec2(51.0, 17.0), 0.0);
  vec4 green = textureLod(highlightMap, (at + vec2(17.0, 0.0)) / vec2(51.0, 17.0), 0.0);
  vec4 blue = textureLod(highlightMap, (at + vec2(34.0, 0.0)) / vec2(51.0, 17.0), 0.0);
  float zero = 128.0 * dot(features, vec4(1.0));
  return highlightStep * (255.0 * vec3(dot(red, features), dot(green, features), dot(blue, features)) - zero);
}
#endif
