// march() where all of space is in the lattice (FORMAT.md, section 3, Surroundings): as cuda/render/march_contracted.h, where the formulas are
// derived. A ray is cut into pieces on which it is a product of two linear functions of s.

uniform float farDistance;  // lattice units
uniform float reach;  // how far rays are followed, in half the box's size

// The piece that begins at t.
float pieceBegin, pieceBend, pieceEnd, pieceFactor, pieceGrowth;
vec3 piecePoint, pieceRate;

void findPiece(vec3 o, vec3 v, vec3 quarter, float t, float tEnd) {
  float fastest = most3(abs(v));
  vec3 u = o + t * v;
  float least = 1e-5 * (1.0 + most3(abs(u))) / fastest;
  vec3 ahead = u + least * v, a = abs(ahead);
  float end = tEnd - t;
  pieceBegin = t;
  if (most3(a) <= 1.0) {
    pieceBend = 0.0;
    pieceEnd = min(max(exitDistance(u, 1.0 / v, vec3(-1.0), vec3(1.0)), least), end);
    piecePoint = quarter * u;
    pieceRate = quarter * v;
    pieceFactor = 1.0;
    pieceGrowth = 0.0;
    return;
  }
  // The largest axis first, the others behind it.
  vec3 lead = a.x >= a.y ? (a.x >= a.z ? vec3(1, 0, 0) : vec3(0, 0, 1)) : (a.y >= a.z ? vec3(0, 1, 0) : vec3(0, 0, 1));
  float sign = dot(lead, ahead) < 0.0 ? -1.0 : 1.0, n = sign * dot(lead, u), b = sign * dot(lead, v);
  if (b < 0.0) end = min(end, max((n - 1.0) / -b, least));
  for (int j = 0; j < 3; ++j) {
    vec3 axis = j == 0 ? vec3(1, 0, 0) : j == 1 ? vec3(0, 1, 0) : vec3(0, 0, 1);
    if (dot(axis, lead) > 0.5) continue;
    float uj = dot(axis, u), vj = dot(axis, v);
    if (vj - b > 0.0) end = min(end, max((n - uj) / (vj - b), least));
    if (-vj - b > 0.0) end = min(end, max((n + uj) / (-vj - b), least));
  }
  float w = 1.0 / n;
  pieceBend = b * w;
  pieceEnd = end / (1.0 + pieceBend * end);
  piecePoint = quarter * (w * u);
  pieceRate = quarter * (w * (v - pieceBend * u));
  pieceFactor = 2.0 - w;
  pieceGrowth = pieceBend * w;
}

void march(vec3 direction) {
  vec3 quarter = 0.25 * extent, centre = 0.5 * extent;
  vec3 o = (eye - centre) / quarter, v = slanted(direction / quarter), inverse = 1.0 / v;
  float tEnd = exitDistance(o, inverse, vec3(-reach), vec3(reach)), t = entryDistance(o, inverse, vec3(-reach), vec3(reach));
  float ahead = 1e-3 + 3e-7 * (extent.x + extent.y + extent.z), least = 0.5 * ahead;
  float s = 0.0, straight = 0.0;
  bool atFace = true, newPiece = true, inLeaf = false;
  ivec3 leafOrigin = ivec3(0);
  int shift = 0;
  begin();
  for (int i = 0; i < MOST_STEPS; ++i) {
    if (newPiece) {
      if (t >= tEnd) break;
      findPiece(o, v, quarter, t, tEnd);
      straight = sqrt(0.5 / max(abs(pieceGrowth) * most3(abs(pieceRate)), 1e-12));
      s = 0.0;
      newPiece = false;
    }
    if (s >= pieceEnd) {
      float slowed = 1.0 - pieceBend * pieceEnd;
      t = max(pieceBegin + pieceEnd / slowed + (s - pieceEnd) / (slowed * slowed), t + 1e-6 * (1.0 + t));
      newPiece = true;
      continue;
    }
    float factor = pieceFactor + s * pieceGrowth;
    vec3 line = piecePoint + s * pieceRate;
    vec3 p = centre + factor * line, q = slanted(factor * pieceRate + pieceGrowth * line);
    ivec3 whole = ivec3(p + ahead * sign(q));
    vec3 lo, hi;
    bool empty = false;
    if (!inLeaf || ((whole - leafOrigin) >> shift & ~7) != ivec3(0)) {
      ivec3 entry = clamp(whole >> 3, ivec3(0), tableSize - 1);
      ivec4 leaf = texelFetch(leafTable, entry, 0);
      int found = leaf.x;
      COUNT(++lookUps);
      if (found < 0) {
        lo = vec3((entry + (found + 1)) * 8);
        hi = vec3((entry - found) * 8);
        empty = true;
      } else {
        takeLeaf(leaf);
        leafWidth = exp2(leafShift);
        shift = int(leafShift);
        leafOrigin = (entry >> shift) << (shift + 3);
        inLeaf = true;
      }
    }
    float width = leafWidth;
    ivec3 cell = clamp((whole - leafOrigin) >> shift, ivec3(0), ivec3(7));
    if (!empty) {
      int away = texelFetch(cellTable, ivec3((8.0 / 9.0) * leafTexel + 0.5) + cell, 0).r;
      COUNT(++lookUps);
      if (away < 0) {
        lo = vec3(leafOrigin) + width * vec3(max(cell + (away + 1), ivec3(0)));
        hi = vec3(leafOrigin) + width * vec3(min(cell - away, ivec3(8)));
        empty = true;
      }
    }
    if (empty) {
      s += max(min(exitDistance(p, 1.0 / q, lo, hi), straight), least / most3(abs(q)));
      atFace = true;
      continue;
    }
    float step = sampleDistance * width, ds = step / length(q);
    if (atFace) {
      s += 0.5 * ds;
      atFace = false;
      continue;
    }
    vec3 within = (p - vec3(leafOrigin)) / width;
    takeSample(within, vec3(cell) + 0.5, step * inverseReference, pieceBegin + s / (1.0 - pieceBend * s));
    if (transmittance <= leastTransmittance) break;
    s += ds;
  }
  finishSums();
}
