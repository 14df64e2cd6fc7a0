/**
 * Chebyshev distances in a table, x fastest: of each entry to the nearest that is occupied, at most `limit`.
 * @param {(i: number) => boolean} occupied
 * @param {number[]} size entries along x, y, z
 * @param {Uint8Array} distances gets them, 0 where it is occupied
 */
export function emptyDistances(occupied, size, limit, distances, other) {
  const [nx, ny, nz] = size;
  const count = nx * ny * nz;
  for (let row = 0; row < count; row += nx) {
    let d = limit;
    for (let i = row; i < row + nx; ++i) distances[i] = d = occupied(i) ? 0 : Math.min(d + 1, limit);
    d = limit;
    for (let i = row + nx - 1; i >= row; --i) distances[i] = d = Math.min(distances[i], d + 1);
  }
  along(distances, other, count, nx, ny);
  along(other, distances, count, nx * ny, nz);
}

/** Adds another axis: the least over k of max(|k|, distance k entries on). */
function along(from, to, count, stride, length) {
  for (let i = 0; i < count; ++i) {
    let best = from[i];
    if (best > 1) {
      const at = Math.floor(i / stride) % length;
      for (let k = 1; k < best; ++k) {
        if (at >= k) best = Math.min(best, Math.max(k, from[i - k * stride]));
        if (at + k < length) best = Math.min(best, Math.max(k, from[i + k * stride]));
      }
    }
    to[i] = best;
  }
}
