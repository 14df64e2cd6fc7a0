// Walks a ray through the leaves front to back, as march() in cuda/render/march.h: samples lie `sampleDistance` cells apart, the first of a run
// of active cells half of that behind the face where it begins. One loop, so that neighbouring rays keep together.

void march(vec3 direction) {
  vec3 d = slanted(direction), inverse = 1.0 / d;
  float begin = entryDistance(eye, inverse, vec3(0.0), extent);
  if (begin >= exitDistance(eye, inverse, vec3(0.0), extent)) return;
  float ahead = 1e-3 + 3e-7 * (extent.x + extent.y + extent.z), least = 0.5 * ahead;
  // Distances are counted from where the box begins, or a far camera's would be too coarse.
  vec3 o = clamp(eye + begin * d, vec3(0.0), extent), oAhead = o + ahead * sign(d);
  float end = exitDistance(o, inverse, vec3(0.0), extent) - ahead, t = 0.0, leafEnd = -1.0;
  vec3 q0 = vec3(0.0), qd = vec3(0.0), qInverse = vec3(0.0), qAhead = vec3(0.0);
  float step = 0.0;
  bool atFace = true;
  for (int i = 0; i < MOST_STEPS; ++i) {
    if (t >= leafEnd) {
      if (t >= end) break;
      ivec3 entry = clamp(ivec3(oAhead + t * d) >> 3, ivec3(0), tableSize - 1);
      int found = texelFetch(leafTable, entry, 0).r;
      ++lookUps;
      if (found < 0) {
        t = max(exitDistance(o, inverse, vec3((entry + (found + 1)) * 8), vec3((entry - found) * 8)), t + least);
        atFace = true;
        continue;
      }
      enterLeaf(found);
      float width = float(1 << leafShift), scale = 1.0 / width;
      q0 = (o - vec3(leafOrigin)) * scale;
      qAhead = (oAhead - vec3(leafOrigin)) * scale;
      qd = d * scale;
      qInverse = inverse * width;
      leafEnd = max(exitDistance(q0, qInverse, vec3(0.0), vec3(8.0)), t + least);
      step = sampleDistance * width;
    }
    ivec3 cell = clamp(ivec3(qAhead + t * qd), ivec3(0), ivec3(7));
    int empty = texelFetch(cellTable, leafCells + cell, 0).r;
    ++lookUps;
    if (empty < 0) {
      float skip = exitDistance(q0, qInverse, vec3(cell + (empty + 1)), vec3(cell - empty));
      t = max(min(skip, leafEnd), t + least);
      atFace = true;
      continue;
    }
    if (atFace) {
      t += 0.5 * step;
      atFace = false;
      continue;
    }
    takeSample(q0 + t * qd, cell, step, begin + t);
    if (transmittance <= drawnTransmittance) break;
    t += step;
  }
}
