import { bitsOf, codeX, codeY, codeZ, inMortonOrder, xOf, yOf, zOf } from "./morton.js";
import { PlaceMap } from "./place_map.js";
import { Problem } from "./problem.js";

// The octree (FORMAT.md, section 4). A node is a present brick of a level: a leaf, or one that is split.

const mostCells = 2 ** 26;
const mostBricks = 2 ** 21;

/** The present bricks of one level, in Morton order. */
export class Nodes {
  constructor(level, size, count) {
    this.level = level;
    this.size = size; // bricks of the level along x, y, z
    this.count = count;
    this.x = new Uint16Array(count);
    this.y = new Uint16Array(count);
    this.z = new Uint16Array(count);
    /** 64 bytes a node: bit j of byte i is the cell of Morton code 8 i + j. */
    this.cells = new Uint8Array(64 * count);
    /** Filled in by the next level's codes. */
    this.split = new Uint8Array(count);
    this.map = null;
  }

  index() {
    this.map = new PlaceMap(this.size, this.count);
    for (let i = 0; i < this.count; ++i) this.map.set(this.x[i], this.y[i], this.z[i], i);
    return this;
  }

  at(x, y, z) {
    return this.map.get(x, y, z);
  }
}

function cellCount(bytes) {
  let count = 0;
  for (let i = 0; i < bytes.length; ++i) count += bitsOf[bytes[i]];
  return count;
}

/** What an octree may have, counted before memory is taken (FORMAT.md, section 9). */
export class OctreeCount {
  /** @param {number[]} corners of each level, as model.json announces them */
  constructor(corners) {
    this.corners = corners;
    this.announced = 0;
    this.bricks = 0;
  }

  /** To be called before the cells of a level are listed. */
  beginLevel(level, cells) {
    this.announced += this.corners[level];
    if (cells > mostCells) throw new Problem("E13", `more than ${mostCells} cells`);
    if (cells > this.announced) throw new Problem("E20", `level ${level} has ${cells} cells, more than there can be between ${this.announced} corners`);
  }

  addBricks(count) {
    this.bricks += count;
    if (this.bricks > mostBricks) throw new Problem("E13", `more than ${mostBricks} bricks`);
  }
}

function takeBits(taker, count) {
  const packed = taker.take((count + 7) >> 3);
  const bits = new Uint8Array(count);
  for (let i = 0; i < count; ++i) bits[i] = (packed[i >> 3] >> (i & 7)) & 1;
  return bits;
}

/** @param {number[]} size base bricks along x, y, z */
export function baseNodes(size, taker, count) {
  const present = takeBits(taker, size[0] * size[1] * size[2]);
  let bricks = 0;
  for (const bit of present) bricks += bit;
  count.addBricks(bricks);
  const codes = taker.take(64 * bricks);
  count.beginLevel(0, cellCount(codes));
  const x = new Uint16Array(bricks);
  const y = new Uint16Array(bricks);
  const z = new Uint16Array(bricks);
  let n = 0;
  for (let i = 0; i < present.length; ++i) {
    if (!present[i]) continue;
    x[n] = i % size[0];
    y[n] = Math.floor(i / size[0]) % size[1];
    z[n++] = Math.floor(i / (size[0] * size[1]));
  }
  const nodes = new Nodes(0, size, bricks);
  inMortonOrder(bricks, x, y, z).forEach((from, to) => {
    nodes.x[to] = x[from];
    nodes.y[to] = y[from];
    nodes.z[to] = z[from];
  });
  nodes.cells.set(codes);
  for (let i = 0; i < bricks; ++i) if (cellCount(codes.subarray(64 * i, 64 * i + 64)) === 0) throw new Problem("E19", "level 0");
  return nodes.index();
}

// How a cell is seen depends on the neighbours along each axis: bit 0 before, bit 1 behind; 6 bits for the three axes.
const views = Array.from({ length: 64 }, (_, state) => {
  const before = [state & 1, (state >> 2) & 1, (state >> 4) & 1];
  const behind = [(state >> 1) & 1, (state >> 3) & 1, (state >> 5) & 1];
  const neighbours = before.map((b, axis) => b + behind[axis]);
  const axes = [0, 1, 2].sort((a, b) => neighbours[a] - neighbours[b] || a - b);
  const read = new Uint8Array(256);
  for (let written = 0; written < 256; ++written)
    for (let j = 0; j < 8; ++j) {
      if (!((written >> j) & 1)) continue;
      let child = 0;
      axes.forEach((axis, role) => {
        const mirrored = before[axis] && !behind[axis] ? 1 : 0;
        child |= (((j >> role) & 1) ^ mirrored) << axis;
      });
      read[written] |= 1 << child;
    }
  return { cellClass: 9 * neighbours[axes[0]] + 3 * neighbours[axes[1]] + neighbours[axes[2]], read };
});

/** Which neighbours the cell of Morton code m in node n has. @param {Int32Array} around the six nodes about it: before and behind in x, y, z */
function stateOf(cells, n, around, m) {
  const x = xOf[m];
  const y = yOf[m];
  const z = zOf[m];
  const is = (node, code) => (node < 0 ? 0 : (cells[64 * node + (code >> 3)] >> (code & 7)) & 1);
  const cy = codeY[y];
  const cz = codeZ[z];
  const cx = codeX[x];
  return (
    is(x > 0 ? n : around[0], codeX[(x - 1) & 7] | cy | cz) |
    (is(x < 7 ? n : around[1], codeX[(x + 1) & 7] | cy | cz) << 1) |
    (is(y > 0 ? n : around[2], cx | codeY[(y - 1) & 7] | cz) << 2) |
    (is(y < 7 ? n : around[3], cx | codeY[(y + 1) & 7] | cz) << 3) |
    (is(z > 0 ? n : around[4], cx | cy | codeZ[(z - 1) & 7]) << 4) |
    (is(z < 7 ? n : around[5], cx | cy | codeZ[(z + 1) & 7]) << 5)
  );
}

/** The views of all present cells of split nodes, in Morton order. */
function viewsOfSplitCells(parents, count) {
  const states = new Uint8Array(count);
  const around = new Int32Array(6);
  let next = 0;
  for (let n = 0; n < parents.count; ++n) {
    if (!parents.split[n]) continue;
    const x = parents.x[n];
    const y = parents.y[n];
    const z = parents.z[n];
    for (let k = 0; k < 6; ++k) {
      const step = k & 1 ? 1 : -1;
      around[k] = parents.at(x + (k < 2 ? step : 0), y + (k >> 1 === 1 ? step : 0), z + (k > 3 ? step : 0));
    }
    for (let i = 0; i < 64; ++i) {
      const byte = parents.cells[64 * n + i];
      for (let j = 0; byte >> j; ++j) if ((byte >> j) & 1) states[next++] = stateOf(parents.cells, n, around, 8 * i + j);
    }
  }
  return states;
}

/** Child bytes in the order of their cells. */
function childBytes(states, bytes, level) {
  const position = new Uint32Array(28);
  for (const state of states) ++position[views[state].cellClass + 1];
  for (let c = 1; c < position.length; ++c) position[c] += position[c - 1];
  const children = new Uint8Array(states.length);
  for (let i = 0; i < states.length; ++i) {
    const view = views[states[i]];
    children[i] = view.read[bytes[position[view.cellClass]++]];
    if (children[i] === 0) throw new Problem("E19", `level ${level}`);
  }
  return children;
}

/** Reads which nodes of a level are split, and the level below. */
export function childNodes(parents, taker, count) {
  const level = parents.level + 1;
  parents.split = takeBits(taker, parents.count);
  let cells = 0;
  let bricks = 0;
  for (let n = 0; n < parents.count; ++n) {
    if (!parents.split[n]) continue;
    for (let k = 0; k < 8; ++k) {
      const own = cellCount(parents.cells.subarray(64 * n + 8 * k, 64 * n + 8 * k + 8));
      cells += own;
      if (own > 0) ++bricks;
    }
  }
  const bytes = taker.take(cells);
  count.beginLevel(level, cellCount(bytes));
  count.addBricks(bricks);
  const children = childBytes(viewsOfSplitCells(parents, cells), bytes, level);
  const nodes = new Nodes(
    level,
    parents.size.map((n) => 2 * n),
    bricks,
  );
  let next = 0;
  let made = 0;
  for (let n = 0; n < parents.count; ++n) {
    if (!parents.split[n]) continue;
    // Eight bytes of a node's cells are the cells of one child, and each of those cells is a byte of the child's cells.
    for (let k = 0; k < 8; ++k) {
      let any = false;
      for (let i = 0; i < 64; ++i) {
        const m = 64 * k + i;
        if (!((parents.cells[64 * n + (m >> 3)] >> (m & 7)) & 1)) continue;
        nodes.cells[64 * made + i] = children[next++];
        any = true;
      }
      if (!any) continue;
      nodes.x[made] = 2 * parents.x[n] + (k & 1);
      nodes.y[made] = 2 * parents.y[n] + ((k >> 1) & 1);
      nodes.z[made++] = 2 * parents.z[n] + (k >> 2);
    }
  }
  return nodes.index();
}
