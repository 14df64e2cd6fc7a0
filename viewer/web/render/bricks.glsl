// A ray's way through the leaf bricks: look-ups, and what is summed up. Positions are in lattice units, within a leaf in its cells. Programs that run on
// a CPU are slow at shifts of integers, at branches, and at uniforms within loops: hence floats, mix(), and copies.

uniform highp isampler3D leafTable;   // a finest brick: its leaf, or -d; see flatBricks() for all of these
uniform highp isampler3D emptyField;  // a cell of the lattice: its leaf's width where it is active, or -d
uniform highp isampler3D cellTable;   // a cell of a leaf: 0 where it is active, or -d
uniform highp sampler3D atlasA;       // density, Y, Co, Cg
uniform highp sampler3D atlasB;       // features
uniform vec4 lowA, spanA, lowB, spanB;  // of the channels
uniform ivec3 tableSize;
uniform vec3 texelSize;          // 1 / texels of the atlas
uniform vec3 extent;             // lattice units
uniform vec3 eye;                // the camera, lattice units
uniform float sampleDistance;    // cells
uniform float inverseReference;  // of the density's reference length

// Where rays end.
#ifdef GEOMETRY
const float leastTransmittance = 1e-3;
#else
const float leastTransmittance = 1.0 / 64.0;
#endif

const float log2e = 1.44269504;

float transmittance = 1.0;
vec3 colourSum = vec3(0.0);  // Y, Co, Cg
vec4 featureSum = vec4(0.0);
#ifdef QUICK
vec3 bestAt = vec3(0.0);  // in the atlas: the sample that weighs most has the ray's features
float bestWeight = 0.0;
#endif
vec3 normalSum = vec3(0.0);
float shiftSum = 0.0, depthSum = 0.0;

#if LAYER == 5
#define COUNT(what) what
int lookUps = 0, samples = 0;
#else
#define COUNT(what)
#endif

// The leaf that the ray is in: how wide its cells are, in lattice units; where its first texel is; its densities' range.
float leafShift = 0.0, leafWidth = 1.0, leafLow = 0.0, leafSpan = 0.0;
vec3 leafTexel = vec3(0.0);
vec3 atlasScale;
float lowest, densityStep;

void begin() {
  atlasScale = texelSize;
  lowest = log2e * lowA.x;
  densityStep = log2e * spanA.x / 32767.0;
}

void takeLeaf(ivec4 entry) {
  vec4 e = vec4(entry);
  leafShift = floor(e.x * (1.0 / 1024.0));
  float place = e.x - 1024.0 * leafShift, y = floor(place * (1.0 / 32.0));
  leafTexel = 9.0 * vec3(place - 32.0 * y, y, e.y);
  leafLow = lowest + densityStep * e.z;
  leafSpan = densityStep * e.w;
}

#ifdef GEOMETRY
// Density, and minus its gradient, within a cell, from the corners themselves: hardware filters may round to 1/256 of a cell, which colours do
// not show, but normals do.
float cornerDensity(ivec3 texel) { return texelFetch(atlasA, texel, 0).x; }

// f: within the cell, 0..1. Returns minus the gradient, per cell, and the density, in the leaf's span.
vec4 densityWithin(ivec3 cell, vec3 f) {
  ivec3 at = ivec3(leafTexel) + cell;
  vec4 lower = vec4(cornerDensity(at), cornerDensity(at + ivec3(1, 0, 0)), cornerDensity(at + ivec3(0, 1, 0)), cornerDensity(at + ivec3(1, 1, 0)));
  at.z += 1;
  vec4 upper = vec4(cornerDensity(at), cornerDensity(at + ivec3(1, 0, 0)), cornerDensity(at + ivec3(0, 1, 0)), cornerDensity(at + ivec3(1, 1, 0)));
  vec4 here = mix(lower, upper, f.z), rise = lower - upper;
  vec2 along = mix(vec2(here.x - here.y, here.x - here.z), vec2(here.z - here.w, here.y - here.w), f.yx);
  return vec4(along, mix(mix(rise.x, rise.y, f.x), mix(rise.z, rise.w, f.x), f.y), mix(mix(here.x, here.y, f.x), mix(here.z, here.w, f.x), f.y));
}
#endif

ivec3 cellOf(vec3 q) { return clamp(ivec3(q), ivec3(0), ivec3(7)); }

// q: within the leaf, cells; qAhead: a little further on the ray, in the cell that it is in; length: lattice units that the sample stands for, in
// reference lengths; distance: from the camera, lattice units. Densities are logarithms to base 2 here.
void takeSample(vec3 q, vec3 qAhead, float length, float distance) {
  vec3 at = (leafTexel + 0.5 + q) * atlasScale;
  vec4 a = textureLod(atlasA, at, 0.0);
#ifdef GEOMETRY
  ivec3 cell = cellOf(qAhead);
  vec4 density = densityWithin(cell, clamp(q - vec3(cell), 0.0, 1.0));
  a.x = density.w;
#endif
  float extinction = exp2(clamp(leafLow + leafSpan * a.x, -12.0 * log2e, 8.0 * log2e));
  float weight = mix(0.0, transmittance - transmittance * exp2(-log2e * length * extinction), length > 0.0);
  transmittance -= weight;
  colourSum += weight * a.yzw;
#ifdef QUICK
  bestAt = mix(bestAt, at, bvec3(weight > bestWeight));
  bestWeight = max(bestWeight, weight);
#else
  featureSum += weight * textureLod(atlasB, at, 0.0);
#endif
  COUNT(samples += length > 0.0 ? 1 : 0);
#ifdef GEOMETRY
  normalSum += weight * leafSpan / leafWidth * density.xyz;
  shiftSum += weight * leafShift;
  depthSum += weight * distance;
#endif
}

// From weighted texels to weighted values. What a ray has left where it is ended is taken to be like what it has met.
void finishSums() {
  float opacity = 1.0 - transmittance;
#ifdef QUICK
  featureSum = opacity * textureLod(atlasB, bestAt, 0.0);
#endif
  if (transmittance <= leastTransmittance) {
    transmittance = 0.0;
    colourSum /= opacity;
    featureSum /= opacity;
    opacity = 1.0;
  }
  colourSum = lowA.yzw * opacity + spanA.yzw * colourSum;
  featureSum = lowB * opacity + spanB * featureSum;
}

float least3(vec3 v) { return min(min(v.x, v.y), v.z); }
float most3(vec3 v) { return max(max(v.x, v.y), v.z); }

// A direction none of whose components is 0.
vec3 slanted(vec3 d) {
  vec3 sign = vec3(d.x < 0.0 ? -1.0 : 1.0, d.y < 0.0 ? -1.0 : 1.0, d.z < 0.0 ? -1.0 : 1.0);
  return sign * max(abs(d), 1e-12);
}

float exitDistance(vec3 from, vec3 inverse, vec3 lo, vec3 hi) {
  vec3 face = vec3(inverse.x > 0.0 ? hi.x : lo.x, inverse.y > 0.0 ? hi.y : lo.y, inverse.z > 0.0 ? hi.z : lo.z);
  return least3((face - from) * inverse);
}

float entryDistance(vec3 from, vec3 inverse, vec3 lo, vec3 hi) {
  vec3 face = vec3(inverse.x > 0.0 ? lo.x : hi.x, inverse.y > 0.0 ? lo.y : hi.y, inverse.z > 0.0 ? lo.z : hi.z);
  return max(most3((face - from) * inverse), 0.0);
}
