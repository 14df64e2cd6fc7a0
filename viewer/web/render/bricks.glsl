// A ray's way through the leaf bricks: look-ups, and what is summed up. Positions are in lattice units, within a leaf in its cells.

uniform highp isampler3D leafTable;  // a finest brick: its leaf, packed, or -d; see flatBricks() for all of these
uniform highp isampler3D cellTable;  // a cell of a leaf: 0 where it is active, or -d
uniform highp sampler2D leafRanges;  // low and span of a leaf's channels
uniform highp sampler3D atlasA;      // density, Y, Co, Cg
uniform highp sampler3D atlasB;      // features
uniform ivec3 tableSize, atlasShape;
uniform vec3 texelSize;          // 1 / texels of the atlas
uniform vec3 extent;             // lattice units
uniform vec3 eye;                // the camera, lattice units
uniform float sampleDistance;    // cells
uniform float inverseReference;  // of the density's reference length

const float drawnTransmittance = 1e-3;
const float log2e = 1.44269504;

float transmittance = 1.0;
vec4 sumA = vec4(0.0), sumB = vec4(0.0);
vec3 normalSum = vec3(0.0);
float shiftSum = 0.0, depthSum = 0.0;
int lookUps = 0, samples = 0;

// The leaf that the ray is in: where it begins, in lattice units and in the atlases, and what its channels span.
int leafShift = 0;
ivec3 leafOrigin = ivec3(0), leafCells = ivec3(0);
vec3 leafTexel = vec3(0.0);
vec4 lowA = vec4(0.0), lowB = vec4(0.0), spanA = vec4(0.0), spanB = vec4(0.0);

// What was summed up in this leaf: weights and weighted texels, before the channels' ranges.
float leafWeight = 0.0;
vec4 leafSumA = vec4(0.0), leafSumB = vec4(0.0);

void enterLeaf(int packed, ivec3 entry) {
  leafShift = packed >> 22;
  leafOrigin = (entry >> leafShift) << (leafShift + 3);
  ivec3 brick = ivec3(packed, packed >> 5, packed >> 10) & ivec3(31, 31, 4095);
  leafCells = 8 * brick;
  leafTexel = vec3(9 * brick) + 0.5;
  ivec2 at = ivec2(4 * (brick.x + atlasShape.x * brick.y), brick.z);
  lowA = texelFetch(leafRanges, at, 0);
  lowB = texelFetch(leafRanges, at + ivec2(1, 0), 0);
  spanA = texelFetch(leafRanges, at + ivec2(2, 0), 0);
  spanB = texelFetch(leafRanges, at + ivec2(3, 0), 0);
}

void leaveLeaf() {
  sumA += lowA * leafWeight + spanA * leafSumA;
  sumB += lowB * leafWeight + spanB * leafSumB;
  leafWeight = 0.0;
  leafSumA = leafSumB = vec4(0.0);
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

// q: within the leaf, cells; cell: which; length: lattice units that the sample stands for, in reference lengths.
// distance: from the camera, lattice units.
void takeSample(vec3 q, ivec3 cell, float length, float distance) {
  vec3 at = (leafTexel + q) * texelSize;
  vec4 a = textureLod(atlasA, at, 0.0);
#ifdef GEOMETRY
  vec4 density = densityWithin(cell, clamp(q - vec3(cell), 0.0, 1.0));
  a.x = density.w;
#endif
  float extinction = exp2(log2e * clamp(lowA.x + spanA.x * a.x, -12.0, 8.0));
  float through = exp2(-log2e * length * extinction);
  float weight = transmittance - transmittance * through;
  transmittance *= through;
  leafWeight += weight;
  leafSumA += weight * a;
  leafSumB += weight * textureLod(atlasB, at, 0.0);
  ++samples;
#ifdef GEOMETRY
  normalSum += weight * spanA.x / float(1 << leafShift) * density.xyz;
  shiftSum += weight * float(leafShift);
  depthSum += weight * distance;
#endif
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
