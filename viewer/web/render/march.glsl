// Walks a ray through the leaves front to back, as march() in cuda/render/march.h: samples lie `sampleDistance` cells apart, the first of a run
// of active cells half of that behind the face where it begins. Loops within loops, each as short as can be: where a branch is taken by some of
// the rays that are drawn together, others wait for it, or go through it in vain.

const float beyond = 1e30;  // where a ray is that has ended

uniform highp sampler2D rayStarts;  // see RayStarts
uniform bool begun;                 // whether they are known
uniform float farDistance;          // lattice units

float startDistance() {
  vec3 bytes = 255.0 * texelFetch(rayStarts, ivec2(gl_FragCoord.xy), 0).rgb;
  return begun ? dot(bytes, vec3(65536.0, 256.0, 1.0)) * (farDistance / 16777215.0) : 0.0;
}

void march(vec3 direction) {
  vec3 d = slanted(direction), inverse = 1.0 / d;
  float begin = max(entryDistance(eye, inverse, vec3(0.0), extent), startDistance());
  if (begin >= exitDistance(eye, inverse, vec3(0.0), extent)) return;
  float ahead = 1e-3 + 3e-7 * (extent.x + extent.y + extent.z), least = 0.5 * ahead;
  // Distances are counted from where the box begins, or a far camera's would be too coarse.
  vec3 o = clamp(eye + begin * d, vec3(0.0), extent), oAhead = o + ahead * sign(d);
  // For the face of a box through which a ray leaves it: its corner (entry + found + 1 .. entry - found) on the ray's side.
  vec3 side = step(0.0, d);
  float end = exitDistance(o, inverse, vec3(0.0), extent) - ahead, t = 0.0;
  bool atFace = true;
  for (int i = 0; i < MOST_LEAVES; ++i) {
    int found = 0;
    ivec3 entry = ivec3(0);
    for (int j = 0; j < MOST_STEPS; ++j) {
      if (t >= end) break;
      entry = clamp(ivec3(oAhead + t * d) >> 3, ivec3(0), tableSize - 1);
      found = texelFetch(leafTable, entry, 0).r;
      ++lookUps;
      if (found >= 0) break;
      float away = float(found);
      t = max(least3((8.0 * (vec3(entry) + 1.0 + away - side * (1.0 + 2.0 * away)) - o) * inverse), t + least);
      atFace = true;
    }
    if (t >= end) break;
    enterLeaf(found, entry);
    float width = float(1 << leafShift), scale = 1.0 / width;
    vec3 q0 = (o - vec3(leafOrigin)) * scale, qAhead = q0 + ahead * scale * sign(d), qd = d * scale, qInverse = inverse * width;
    float leafEnd = max(least3((8.0 * side - q0) * qInverse), t + least);
    float step = sampleDistance * width, length = step * inverseReference;
    for (int j = 0; j < MOST_RUNS; ++j) {
      ivec3 cell = ivec3(0);
      for (int k = 0; k < MOST_CELLS; ++k) {
        if (t >= leafEnd) break;
        cell = clamp(ivec3(qAhead + t * qd), ivec3(0), ivec3(7));
        int empty = texelFetch(cellTable, leafCells + cell, 0).r;
        ++lookUps;
        if (empty >= 0) break;
        float away = float(empty);
        t = max(min(least3((vec3(cell) + 1.0 + away - side * (1.0 + 2.0 * away) - q0) * qInverse), leafEnd), t + least);
        atFace = true;
      }
      if (t >= leafEnd) break;
      if (atFace) t += 0.5 * step;
      atFace = false;
      for (int k = 0; k < MOST_CELLS; ++k) {
        if (t >= leafEnd) break;
        cell = clamp(ivec3(qAhead + t * qd), ivec3(0), ivec3(7));
        int empty = texelFetch(cellTable, leafCells + cell, 0).r;
        ++lookUps;
        if (empty < 0) break;
        takeSample(q0 + t * qd, cell, length, begin + t);
        t += step;
        if (transmittance <= drawnTransmittance) t = beyond;
      }
      if (t >= leafEnd) break;
    }
    leaveLeaf();
    if (t >= end) break;
  }
}
