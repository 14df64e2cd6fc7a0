import { xOf, yOf, zOf } from "./morton.js";

// How far it is, from everywhere in a model's box, to what is in the model: what rays may skip.

const mostEntries = 2 ** 24;
const farthest = 127;
const widest = 64; // cells that an entry can tell of

/** Marks what a cube of the lattice reaches into; x, y, z and width in entries. */
function mark(field, size, x, y, z, width, value) {
  for (let k = z; k < z + width; ++k)
    for (let j = y; j < y + width; ++j) {
      const row = (k * size[1] + j) * size[0] + x;
      field.fill(value, row, row + width);
    }
}

function markCells(field, size, shift, finest, nodes, leaves) {
  for (let i = 0; i < leaves.length; i += 2) {
    const from = nodes[leaves[i]];
    const n = leaves[i + 1];
    const up = finest - leaves[i];
    const width = Math.max(1, 2 ** (up - shift));
    const at = (place, within) => ((8 * place + within) << up) >> shift;
    for (let m = 0; m < 512; ++m)
      if ((from.cells[64 * n + (m >> 3)] >> (m & 7)) & 1)
        mark(field, size, at(from.x[n], xOf[m]), at(from.y[n], yOf[m]), at(from.z[n], zOf[m]), width, Math.min(2 ** up, widest));
  }
}

/** Distances along rows, negative, from where something is. */
function alongRows(field, width, limit) {
  for (let row = 0; row < field.length; row += width) {
    let d = limit;
    for (let i = row; i < row + width; ++i) {
      d = field[i] > 0 ? 0 : Math.min(d + 1, limit);
      if (d > 0) field[i] = -d;
    }
    d = limit;
    for (let i = row + width - 1; i >= row; --i) {
      d = field[i] > 0 ? 0 : Math.min(d + 1, -field[i]);
      if (d > 0) field[i] = -d;
    }
  }
}

/** Adds an axis (0: y, 1: z) within a brick: the least over k of max(|k|, distance k entries on). */
function alongAxis(from, to, first, edge, rows, axis, length, begin) {
  const stride = rows[axis];
  for (let z = 0; z < edge; ++z)
    for (let y = 0; y < edge; ++y) {
      const row = first + z * rows[1] + y * rows[0];
      const at = begin + (axis === 0 ? y : z);
      for (let i = row; i < row + edge; ++i) {
        let best = -from[i];
        for (let k = 1; k < best; ++k) {
          if (at >= k) best = Math.min(best, Math.max(k, -from[i - k * stride]));
          if (at + k < length) best = Math.min(best, Math.max(k, -from[i + k * stride]));
        }
        to[i] = -best;
      }
    }
}

/**
 * @param {Uint8Array} apart Chebyshev's distance of each finest brick, in such bricks, to the nearest that is in a leaf
 * @returns {{distances: Int8Array, size: number[], shift: number, cellWide: boolean}} for each cube of 2^shift lattice units, x fastest: where an active
 *   cell reaches into it, that cell's width; else -d, not more than Chebyshev's distance, in such cubes, to the nearest of those. cellWide: each cube
 *   is a cell or in one, and all widths are told
 */
export function emptyField(lattice, nodes, leaves, apart) {
  const finest = lattice.levels - 1;
  const bricks = lattice.bricks.map((n) => n << finest);
  let shift = 0;
  while (shift < 3 && (bricks[0] * bricks[1] * bricks[2] * 512) >> (3 * shift) > mostEntries) ++shift;
  const edge = 8 >> shift;
  const size = bricks.map((n) => edge * n);
  const limit = edge + 1;
  const rows = [size[0], size[0] * size[1]];
  const distances = new Int8Array(rows[1] * size[2]).fill(-limit);
  markCells(distances, size, shift, finest, nodes, leaves);
  alongRows(distances, size[0], limit);
  const other = new Int8Array(distances.length).fill(-limit);
  // Where no neighbour of a brick has a leaf, nothing is nearer than `limit`: there the bricks' distance will do.
  const eachBrick = (act) => {
    let brick = 0;
    for (let z = 0; z < bricks[2]; ++z)
      for (let y = 0; y < bricks[1]; ++y)
        for (let x = 0; x < bricks[0]; ++x, ++brick) act(edge * (z * rows[1] + y * rows[0] + x), apart[brick], edge * y, edge * z);
  };
  eachBrick((first, away, y) => away <= 1 && alongAxis(distances, other, first, edge, rows, 0, size[1], y));
  eachBrick((first, away, y, z) => {
    if (away <= 1) {
      alongAxis(other, distances, first, edge, rows, 1, size[2], z);
    } else {
      const least = Math.min(edge * (away - 1) + 1, farthest);
      for (let k = 0; k < edge; ++k)
        for (let j = 0; j < edge; ++j) {
          const row = first + k * rows[1] + j * rows[0];
          distances.fill(-least, row, row + edge);
        }
    }
  });
  return { distances, size, shift, cellWide: shift === 0 && 2 ** finest <= widest };
}
