import { bitCount, codeX, codeY, codeZ, inMortonOrder, xOf, yOf, zOf } from "./morton.js";
import { PlaceMap } from "./place_map.js";
import { Problem } from "./problem.js";

// The corners of the grid, level by level in canonical order (FORMAT.md, section 3). They are kept as bits in blocks of 8x8x8 positions of
// their level, so that an index is found by a look-up and a count of bits.

/** For cell m and its corner k: the block (bit 0: the next along x, 1: y, 2: z) times 512, plus the corner's Morton code there. */
const cornerOfCell = new Uint16Array(4096);
for (let m = 0; m < 512; ++m)
  for (let k = 0; k < 8; ++k) {
    const x = xOf[m] + (k & 1);
    const y = yOf[m] + ((k >> 1) & 1);
    const z = zOf[m] + (k >> 2);
    const block = (x >> 3) | ((y >> 3) << 1) | ((z >> 3) << 2);
    cornerOfCell[8 * m + k] = (block << 9) | codeX[x & 7] | codeY[y & 7] | codeZ[z & 7];
  }

/** The corners of one level. */
export class LevelCorners {
  /**
   * @param {Nodes} nodes of the level
   * @param {number} first index of the level's first corner
   * @param {number} most corners that model.json announces
   */
  constructor(nodes, first, most) {
    this.level = nodes.level;
    this.begin = first;
    const map = new PlaceMap(
      nodes.size.map((n) => n + 1),
      nodes.count,
    );
    const marked = this.markCells(nodes, map);
    const { x, y, z, count } = marked;
    const order = inMortonOrder(count, x, y, z);
    this.count = count;
    this.x = new Uint16Array(count);
    this.y = new Uint16Array(count);
    this.z = new Uint16Array(count);
    /** 16 words a block: bit i of word w is the corner of Morton code 32 w + i. */
    this.present = new Uint32Array(16 * count);
    /** The index of each word's first corner. */
    this.first = new Int32Array(16 * count);
    let next = first;
    for (let b = 0; b < count; ++b) {
      const from = order[b];
      this.x[b] = x[from];
      this.y[b] = y[from];
      this.z[b] = z[from];
      map.set(x[from], y[from], z[from], b);
      for (let w = 0; w < 16; ++w) {
        const word = marked.present[16 * from + w];
        this.present[16 * b + w] = word;
        this.first[16 * b + w] = next;
        next += bitCount(word);
      }
    }
    this.end = next;
    this.map = map;
    if (this.end - this.begin > most) throw new Problem("E20", `level ${this.level} has more corners than ${most}`);
  }

  markCells(nodes, map) {
    let room = 2 * nodes.count + 8;
    let count = 0;
    let x = new Uint16Array(room);
    let y = new Uint16Array(room);
    let z = new Uint16Array(room);
    let present = new Uint8Array(64 * room);
    const own = this.level === 0;
    const around = new Int32Array(8);
    const blockAt = (n, k) => {
      const bx = nodes.x[n] + (k & 1);
      const by = nodes.y[n] + ((k >> 1) & 1);
      const bz = nodes.z[n] + (k >> 2);
      const known = map.get(bx, by, bz);
      if (known >= 0) return known;
      if (count === room) {
        room *= 2;
        const grown = (array, n) => {
          const larger = new array.constructor(n);
          larger.set(array);
          return larger;
        };
        x = grown(x, room);
        y = grown(y, room);
        z = grown(z, room);
        present = grown(present, 64 * room);
      }
      x[count] = bx;
      y[count] = by;
      z[count] = bz;
      map.set(bx, by, bz, count);
      return count++;
    };
    for (let n = 0; n < nodes.count; ++n) {
      around.fill(-1);
      for (let i = 0; i < 64; ++i) {
        const byte = nodes.cells[64 * n + i];
        for (let j = 0; byte >> j; ++j) {
          if (!((byte >> j) & 1)) continue;
          const m = 8 * (8 * i + j);
          for (let k = 0; k < 8; ++k) {
            const corner = cornerOfCell[m + k];
            // Corners that a coarser lattice has, too, are that level's.
            if (!own && (corner & 7) === 0) continue;
            const side = corner >> 9;
            if (around[side] < 0) around[side] = blockAt(n, side);
            const code = corner & 511;
            present[64 * around[side] + (code >> 3)] |= 1 << (code & 7);
          }
        }
      }
    }
    return { x, y, z, count, present: new Uint32Array(present.buffer) };
  }

  /** Index of the corner of Morton code `code` in a block; -1 where there is none. */
  inBlock(block, code) {
    const at = 16 * block + (code >> 5);
    const word = this.present[at];
    const bit = 1 << (code & 31);
    return word & bit ? this.first[at] + bitCount(word & (bit - 1)) : -1;
  }

  /** Index of the corner at a position in cells of the level; -1 where there is none. @pre at level > 0 a coordinate is odd */
  find(x, y, z) {
    const block = this.map.get(x >> 3, y >> 3, z >> 3);
    return block < 0 ? -1 : this.inBlock(block, codeX[x & 7] | codeY[y & 7] | codeZ[z & 7]);
  }

  /** Calls use(index, block, code) for each corner, in order. */
  each(use) {
    let index = this.begin;
    for (let at = 0; at < this.present.length; ++at) {
      const word = this.present[at];
      if (word === 0) continue;
      for (let bit = 0; bit < 32; ++bit) if ((word >>> bit) & 1) use(index++, at >> 4, ((at & 15) << 5) | bit);
    }
  }
}

/** Index of the corner at a position in cells of `level`, whatever its own level is. @param {LevelCorners[]} levels */
export function findCorner(levels, level, x, y, z) {
  while (level > 0 && ((x | y | z) & 1) === 0) {
    x >>= 1;
    y >>= 1;
    z >>= 1;
    --level;
  }
  return levels[level].find(x, y, z);
}
