// Walks a ray through the leaves front to back, as march() in cuda/render/march.h: samples lie `sampleDistance` cells apart, the first of a run
// of active cells half of that behind the face where it begins. A loop to the next place of a sample within a loop over samples, both left at their
// ends: programs that run on a CPU go through all of a loop's body, or of a branch, also for rays that have no part in it.

uniform highp usampler2D rayStarts;  // see RayStarts
uniform int block;
uniform float farDistance;           // lattice units

float startDistance() {
  float found = uintBitsToFloat(texelFetch(rayStarts, ivec2(gl_FragCoord.xy) / block, 0).r);
  return found - 0.01 - 1e-5 * found;
}

void march(vec3 direction) {
  vec3 d = slanted(direction), inverse = 1.0 / d;
  float first = max(entryDistance(eye, inverse, vec3(0.0), extent), startDistance());
  if (first >= exitDistance(eye, inverse, vec3(0.0), extent)) return;
  float ahead = 1e-3 + 3e-7 * (extent.x + extent.y + extent.z), shortest = 0.5 * ahead;
  // Distances are counted from where the box begins, or a far camera's would be too coarse.
  vec3 o = clamp(eye + first * d, vec3(0.0), extent), oAhead = o + ahead * sign(d);
  vec3 side = step(0.0, d);  // 1 where a ray leaves a box through its upper face
  float end = exitDistance(o, inverse, vec3(0.0), extent) - ahead, t = 0.0;
  float atFace = 1.0, spacing = sampleDistance, unit = inverseReference;
  // A cell is left at its corner + 1 - side, a cube `away` cells around it `away` cells farther on.
  vec3 onward = 2.0 * side - 1.0, fromOrigin = 1.0 - side - o;
  begin();
  for (int i = 0;; ++i) {
    float width = 1.0;
    for (int j = 0;; ++j) {
      vec3 pAhead = oAhead + t * d;
#ifdef FIELD_OF_CELLS
      ivec3 cell = ivec3(pAhead);
      width = float(texelFetch(emptyField, cell, 0).r);
      float full = step(0.5, width);
      float leaves = least3((vec3(cell) + fromOrigin - width * onward) * inverse);
      COUNT(++lookUps);
#else
      ivec3 brick = clamp(ivec3(0.125 * pAhead), ivec3(0), tableSize - 1);
      ivec4 entry = texelFetch(leafTable, brick, 0);
      float full = 0.0, leaves;
      COUNT(++lookUps);
      if (entry.x < 0) {
        leaves = least3((8.0 * (vec3(brick) + 1.0 - side - float(entry.x) * onward) - o) * inverse);
      } else {
        takeLeaf(entry);
        width = leafWidth = exp2(leafShift);
        vec3 lo = floor(pAhead * (0.125 / width)) * (8.0 * width);
        ivec3 cell = cellOf((pAhead - lo) / width);
        int away = texelFetch(cellTable, ivec3((8.0 / 9.0) * leafTexel + 0.5) + cell, 0).r;
        COUNT(++lookUps);
        full = away < 0 ? 0.0 : 1.0;
        vec3 corner = clamp(vec3(cell) + 1.0 - side - float(away) * onward, 0.0, 8.0);
        leaves = least3((lo + width * corner - o) * inverse);
      }
#endif
      // Nothing is in the cube around a cell that is not active; at the face of one that is the first sample lies half a step on.
      float next = mix(max(leaves, t + shortest), t + 0.5 * spacing * width, full);
      bool there = max(full - atFace, step(end, t)) > 0.5;
      t = mix(next, t, there);
      atFace = mix(1.0 - full, atFace, there);
      if (there || j == MOST_STEPS) break;
    }
    vec3 p = o + t * d, pAhead = oAhead + t * d;
#ifdef FIELD_OF_CELLS
    takeLeaf(texelFetch(leafTable, ivec3(0.125 * pAhead), 0));
    leafWidth = width = max(width, 1.0);
    COUNT(++lookUps);
#endif
    float scale = 1.0 / width, step = spacing * width;
    vec3 leaf = 8.0 * floor(pAhead * (0.125 * scale));
    takeSample(p * scale - leaf, pAhead * scale - leaf, t < end ? step * unit : 0.0, first + t);
    t += step;
    if (t >= end || transmittance <= leastTransmittance || i == MOST_SAMPLES) break;
  }
  finishSums();
}
