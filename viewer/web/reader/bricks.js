import { channelCount } from "./manifest.js";
import { codeX, codeY, codeZ, xOf, yOf, zOf } from "./morton.js";
import { emptyDistances } from "./empty_distance.js";
import { emptyField } from "./empty_field.js";
import { channelValues } from "./values.js";
import { Problem } from "./problem.js";

// A model laid flat for drawing: leaf bricks of 9x9x9 corners in 8 bits, packed into 3-D atlases, and where they lie.

const edge = 9;
const positions = edge ** 3;
const bricksAlong = 28; // of an atlas: 28 * 9 <= 256, which every WebGL 2 has
const rangeSteps = 32767; // of a leaf's range of densities, within that of all
const mostTableEntries = 2 ** 25;
const farthest = 127;

/** Bricks along x, y, z of an atlas for so many. */
export function atlasShape(count) {
  const nx = Math.max(1, Math.min(bricksAlong, Math.ceil(Math.cbrt(count))));
  const ny = Math.max(1, Math.min(bricksAlong, Math.ceil(Math.sqrt(count / nx))));
  return [nx, ny, Math.max(1, Math.ceil(count / (nx * ny)))];
}

/** The leaves where `level` is the finest: those of coarser levels, and all bricks of the level. */
function leavesOf(nodes, level) {
  const leaves = [];
  for (let l = 0; l <= level; ++l) for (let n = 0; n < nodes[l].count; ++n) if (l === level || !nodes[l].split[n]) leaves.push(l, n);
  return leaves;
}

/** Finds the indices of the corners of a leaf's active cells. */
class CornerFinder {
  constructor(levels) {
    this.levels = levels;
    this.blocks = new Int32Array(8 * levels.length);
    this.touched = new Uint8Array(positions);
  }

  /** @param {Int32Array} to 729 indices, z, y, x; -1 where no active cell has a corner */
  find(nodes, n, to, base) {
    const { level } = nodes;
    const { touched } = this;
    touched.fill(0);
    for (let i = 0; i < 64; ++i) {
      const byte = nodes.cells[64 * n + i];
      for (let j = 0; byte >> j; ++j) {
        if (!((byte >> j) & 1)) continue;
        const m = 8 * i + j;
        const p = (zOf[m] * edge + yOf[m]) * edge + xOf[m];
        touched[p] = touched[p + 1] = touched[p + edge] = touched[p + edge + 1] = 1;
        touched[p + 81] = touched[p + 82] = touched[p + 90] = touched[p + 91] = 1;
      }
    }
    this.blocks.fill(-2);
    let p = 0;
    for (let z = 0; z < edge; ++z)
      for (let y = 0; y < edge; ++y) for (let x = 0; x < edge; ++x, ++p) to[base + p] = touched[p] ? this.corner(nodes, n, level, x, y, z) : -1;
  }

  corner(nodes, n, level, x, y, z) {
    let l = level;
    let X = 8 * nodes.x[n] + x;
    let Y = 8 * nodes.y[n] + y;
    let Z = 8 * nodes.z[n] + z;
    while (l > 0 && ((X | Y | Z) & 1) === 0) {
      X >>= 1;
      Y >>= 1;
      Z >>= 1;
      --l;
    }
    // A brick meets at most two blocks of a level along each axis, next to each other.
    const which = 8 * l + ((X >> 3) & 1) + 2 * ((Y >> 3) & 1) + 4 * ((Z >> 3) & 1);
    const corners = this.levels[l];
    if (this.blocks[which] === -2) this.blocks[which] = corners.map.get(X >> 3, Y >> 3, Z >> 3);
    const index = this.blocks[which] < 0 ? -1 : corners.inBlock(this.blocks[which], codeX[X & 7] | codeY[Y & 7] | codeZ[Z & 7]);
    if (index < 0) throw new Problem("E20", `level ${l}`);
    return index;
  }
}

/**
 * Where leaves lie: four numbers for each finest brick. Its leaf's place in the atlas, in bricks, with its shift: x + 32 y + 1024 shift, and z; and the
 * leaf's range of densities, see densityRanges(). Or -d, d bricks from the nearest that is occupied, and three zeros.
 */
function leafTable(lattice, nodes, leaves, shape, leafRanges) {
  const finest = lattice.levels - 1;
  const size = lattice.bricks.map((n) => n << finest);
  const entries = size[0] * size[1] * size[2];
  if (entries > mostTableEntries) throw new Problem("E13", `a table of ${entries} bricks`);
  const count = leaves.length / 2;
  const table = new Int16Array(4 * entries);
  const occupied = new Uint8Array(entries);
  for (let i = 0; i < count; ++i) {
    const l = leaves[2 * i];
    const n = leaves[2 * i + 1];
    const shift = finest - l;
    const width = 1 << shift;
    const x = nodes[l].x[n] << shift;
    const [bx, by, bz] = placeOf(i, shape);
    const entry = [bx | (by << 5) | (shift << 10), bz, leafRanges[2 * i], leafRanges[2 * i + 1]];
    for (let z = nodes[l].z[n] << shift, zEnd = z + width; z < zEnd; ++z)
      for (let y = nodes[l].y[n] << shift, yEnd = y + width; y < yEnd; ++y)
        for (let at = (z * size[1] + y) * size[0] + x, end = at + width; at < end; ++at) {
          occupied[at] = 1;
          table.set(entry, 4 * at);
        }
  }
  const distances = new Uint8Array(entries);
  emptyDistances((i) => occupied[i] === 1, size, farthest, distances, new Uint8Array(entries));
  for (let i = 0; i < entries; ++i) if (!occupied[i]) table[4 * i] = -distances[i];
  return { table, size, distances };
}

/** -d for each cell of each leaf, d cells from the nearest active one within the leaf; 0 where it is active. In the atlas' order. */
function cellTable(nodes, leaves, shape) {
  const width = 8 * shape[0];
  const slice = width * 8 * shape[1];
  const cells = new Int8Array(slice * 8 * shape[2]);
  const active = new Uint8Array(512);
  const distances = new Uint8Array(512);
  const other = new Uint8Array(512);
  for (let i = 0; i < leaves.length / 2; ++i) {
    const from = nodes[leaves[2 * i]];
    const n = leaves[2 * i + 1];
    for (let m = 0; m < 512; ++m) active[64 * zOf[m] + 8 * yOf[m] + xOf[m]] = (from.cells[64 * n + (m >> 3)] >> (m & 7)) & 1;
    emptyDistances((c) => active[c] === 1, [8, 8, 8], farthest, distances, other);
    const [bx, by, bz] = placeOf(i, shape);
    for (let z = 0; z < 8; ++z)
      for (let y = 0; y < 8; ++y)
        for (let x = 0, to = (8 * bz + z) * slice + (8 * by + y) * width + 8 * bx; x < 8; ++x) cells[to + x] = -distances[64 * z + 8 * y + x];
  }
  return cells;
}

function placeOf(i, shape) {
  return [i % shape[0], Math.floor(i / shape[0]) % shape[1], Math.floor(i / (shape[0] * shape[1]))];
}

/** Least and greatest of the values at indices from `begin` to `end`; [0, 0] where there are none. */
function rangeOf(values, indices, begin, end) {
  let low = Infinity;
  let high = -Infinity;
  for (let p = begin; p < end; ++p) {
    if (indices[p] < 0) continue;
    const v = values[indices[p]];
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return low > high ? [0, 0] : [low, high];
}

/**
 * Each leaf's range of densities, as shares of the whole range: a brick has 8 bits a value, and the extinction is e to the density.
 * @returns {Int16Array} for each leaf low and span, in steps of 1/32767 of the whole range
 */
function densityRanges(values, indices, whole) {
  const step = (whole[1] - whole[0]) / rangeSteps;
  const ranges = new Int16Array((2 * indices.length) / positions);
  if (step > 0)
    for (let i = 0; i < ranges.length / 2; ++i) {
      const [low, high] = rangeOf(values, indices, positions * i, positions * (i + 1));
      const from = Math.max(0, Math.floor((low - whole[0]) / step));
      ranges[2 * i] = from;
      ranges[2 * i + 1] = Math.min(rangeSteps, Math.ceil((high - whole[0]) / step)) - from;
    }
  return ranges;
}

/** Writes one channel of all leaves. @param {(leaf: number) => number[]} rangeOfLeaf low and span */
function writeChannel(channel, values, indices, shape, atlas, rangeOfLeaf) {
  const width = edge * shape[0];
  const slice = width * edge * shape[1];
  const count = indices.length / positions;
  const component = channel & 3;
  for (let i = 0; i < count; ++i) {
    const [low, span] = rangeOfLeaf(i);
    const inverse = span > 0 ? 255 / span : 0;
    const [bx, by, bz] = placeOf(i, shape);
    let p = i * positions;
    for (let z = 0; z < edge; ++z)
      for (let y = 0; y < edge; ++y) {
        let to = 4 * ((edge * bz + z) * slice + (edge * by + y) * width + edge * bx) + component;
        for (let x = 0; x < edge; ++x, ++p, to += 4) atlas[to] = indices[p] < 0 ? 0 : Math.min((values[indices[p]] - low) * inverse + 0.5, 255);
      }
  }
}

/**
 * The model as far as `level`, made ready for textures. All typed arrays may be transferred.
 *   atlases  two, RGBA8, 9 * shape texels: density Y Co Cg, and the four features; corner (x, y, z) of a leaf is a texel
 *   lows, spans  of the eight channels, all leaves together; of densities each leaf has its own within those
 *   table    RGBA16I, tableSize texels, see leafTable()
 *   field    see emptyField(); null with surroundings
 *   cells    R8I, 8 * shape texels, see cellTable(); null where the field has an entry for each cell
 */
export function flatBricks(lattice, nodes, corners, links, contexts, steps, offset, level) {
  const leaves = leavesOf(nodes, level);
  const count = leaves.length / 2;
  const shape = atlasShape(count);
  const indices = new Int32Array(positions * count);
  const finder = new CornerFinder(corners);
  for (let i = 0; i < count; ++i) finder.find(nodes[leaves[2 * i]], leaves[2 * i + 1], indices, positions * i);
  const texels = positions * shape[0] * shape[1] * shape[2];
  const atlases = [new Uint8Array(4 * texels), new Uint8Array(4 * texels)];
  const lows = new Float32Array(channelCount);
  const spans = new Float32Array(channelCount);
  let leafRanges = null;
  for (let c = 0; c < channelCount; ++c) {
    const values = channelValues(
      links,
      contexts.symbols[c],
      steps.map((step) => step[c]),
      offset[c],
    );
    const whole = rangeOf(values, indices, 0, indices.length);
    const [low, span] = [whole[0], whole[1] - whole[0]];
    lows[c] = low;
    spans[c] = span;
    if (c === 0) leafRanges = densityRanges(values, indices, whole);
    const share = span / rangeSteps;
    const own = (i) => [low + share * leafRanges[2 * i], share * leafRanges[2 * i + 1]];
    writeChannel(c, values, indices, shape, atlases[c >> 2], c === 0 ? own : () => [low, span]);
  }
  const { table, size, distances } = leafTable(lattice, nodes, leaves, shape, leafRanges);
  const field = lattice.surroundings ? null : emptyField(lattice, nodes, leaves, distances);
  const cells = field?.cellWide ? null : cellTable(nodes, leaves, shape);
  return { level, leaves: count, shape, atlases, lows, spans, cells, table, tableSize: size, field };
}
