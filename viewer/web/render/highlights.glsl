// What shines in few directions (FORMAT.md, section 7). The four texels are fetched one by one: not every telephone filters textures of floats.

#ifdef HIGHLIGHTS
uniform highp sampler2D highlightMap;  // see highlightMap()

vec4 highlightShares(ivec2 at, vec2 f) {
  vec4 lower = mix(texelFetch(highlightMap, at, 0), texelFetch(highlightMap, at + ivec2(1, 0), 0), f.x);
  vec4 upper = mix(texelFetch(highlightMap, at + ivec2(0, 1), 0), texelFetch(highlightMap, at + ivec2(1, 1), 0), f.x);
  return mix(lower, upper, f.y);
}

vec3 highlights(vec3 direction, vec4 features) {
  vec3 a = abs(direction);
  vec2 onto = direction.xy / (a.x + a.y + a.z);
  vec2 sign = vec2(onto.x < 0.0 ? -1.0 : 1.0, onto.y < 0.0 ? -1.0 : 1.0);
  vec2 at = 8.0 + 8.0 * (direction.z < 0.0 ? (1.0 - abs(onto.yx)) * sign : onto);
  ivec2 first = clamp(ivec2(at), ivec2(0), ivec2(15));
  vec2 f = at - vec2(first);
  return vec3(dot(highlightShares(first, f), features), dot(highlightShares(first + ivec2(17, 0), f), features),
              dot(highlightShares(first + ivec2(34, 0), f), features));
}
#endif
