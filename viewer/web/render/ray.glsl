// The ray of a pixel. Directions are not interpolated: a far camera needs all the digits.

uniform mat3 cameraAxes;  // these as in ray.vert.glsl
uniform vec4 lens;
uniform vec2 pictureSize, pixelOffset;

vec3 rayDirection() {
  vec2 place = vec2(gl_FragCoord.x, pictureSize.y - gl_FragCoord.y) + pixelOffset;
  return normalize(cameraAxes * vec3((place - lens.zw) / lens.xy, 1.0));
}
