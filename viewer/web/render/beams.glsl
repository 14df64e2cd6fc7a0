// How far all rays of a block of pixels can go before any of them may meet something, followed together as a cone around the block's middle.

uniform mat3 cameraAxes;  // these as in ray.vert.glsl
uniform vec4 lens;
uniform vec2 pictureSize, pixelOffset;
uniform float block;                // pixels along a side
uniform float spread;               // the cone's radius at distance 1
uniform vec3 eye, extent;           // lattice units, as all here
uniform highp isampler3D emptyField;  // see emptyField()
uniform float fieldCell;            // how wide its entries are
out highp uint start;               // a float's bits; noStart where nothing is met

const float noStart = 1e30;

float least3(vec3 v) { return min(min(v.x, v.y), v.z); }
float most3(vec3 v) { return max(max(v.x, v.y), v.z); }

// Not more than the distance from p to what is in the model. Nothing outside of the box is nearer to what is in it than its nearest point inside.
float emptyAround(vec3 p) {
  vec3 inside = clamp(p, vec3(0.0), extent), at = inside / fieldCell;
  ivec3 entry = clamp(ivec3(at), ivec3(0), textureSize(emptyField, 0) - 1);
  float away = -float(texelFetch(emptyField, entry, 0).r);
  vec3 f = at - vec3(entry);
  float known = away > 0.0 ? fieldCell * (away - 1.0 + least3(min(f, 1.0 - f))) : 0.0;
  return max(known, length(p - inside));
}

void main() {
  vec2 place = block * gl_FragCoord.xy;
  vec3 d = normalize(cameraAxes * vec3((vec2(place.x, pictureSize.y - place.y) + pixelOffset - lens.zw) / lens.xy, 1.0));
  d = vec3(d.x < 0.0 ? -1.0 : 1.0, d.y < 0.0 ? -1.0 : 1.0, d.z < 0.0 ? -1.0 : 1.0) * max(abs(d), 1e-12);
  vec3 middle = 0.5 * extent, margin = vec3(spread * (distance(eye, middle) + length(middle)));
  vec3 a = (-margin - eye) / d, b = (extent + margin - eye) / d;
  float t = max(most3(min(a, b)), 0.0), end = least3(max(a, b));
  for (int i = 0; i < MOST_BEAM_STEPS; ++i) {
    float free = emptyAround(eye + t * d) - spread * t;
    if (free < 0.125 * fieldCell || t >= end) break;
    t += free / (1.0 + spread);
  }
  start = floatBitsToUint(t >= end ? noStart : t);
}
