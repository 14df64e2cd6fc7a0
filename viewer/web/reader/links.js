import { findCorner } from "./corners.js";
import { codeX, codeY, codeZ, xOf, yOf, zOf } from "./morton.js";

/** Number of odd coordinates by the lowest three bits of a Morton code. */
const oddCount = [0, 1, 1, 2, 1, 2, 2, 3];
const stageOf = [-1, 0, 0, 1, 0, 1, 1, 2];

/**
 * What belongs to the corners of one level: parents, whether they hang, and, of those that are stored, the order of the stages and the neighbours
 * (FORMAT.md, sections 3 and 5).
 */
export class LevelLinks {
  /** @param {Nodes[]} nodes of this level and the coarser ones, @param {LevelCorners[]} levels likewise */
  constructor(nodes, levels, level) {
    const corners = levels[level];
    const count = corners.end - corners.begin;
    this.level = level;
    this.begin = corners.begin;
    this.end = corners.end;
    /** Odd coordinates of each corner: bit 0 x, 1 y, 2 z. It has 2, 4 or 8 parents, one behind the other in `parents`. */
    this.odd = new Uint8Array(count);
    this.parents = new Int32Array(0);
    /** Indices of the stored corners, stage by stage, and where the stages begin. */
    this.corner = new Int32Array(0);
    this.stageBegin = [];
    if (level === 0) this.linkBase(corners);
    else this.link(nodes, levels, corners);
  }

  linkBase(corners) {
    const count = this.end - this.begin;
    this.corner = Int32Array.from({ length: count }, (_, i) => this.begin + i);
    this.stageBegin = [0, count];
    /** Of each entry of `corner`: those before it along x, y, z, or -1. */
    this.neighbours = new Int32Array(3 * count);
    let to = 0;
    corners.each((index, block, code) => {
      const x = 8 * corners.x[block] + xOf[code];
      const y = 8 * corners.y[block] + yOf[code];
      const z = 8 * corners.z[block] + zOf[code];
      this.neighbours[to++] = corners.find(x - 1, y, z);
      this.neighbours[to++] = corners.find(x, y - 1, z);
      this.neighbours[to++] = corners.find(x, y, z - 1);
    });
  }

  link(nodes, levels, corners) {
    const { level } = this;
    const hangs = new HangingFinder(nodes, level);
    const stored = [0, 0, 0];
    const hanging = new Uint8Array(this.end - this.begin);
    let parents = 0;
    corners.each((index, block, code) => {
      const odd = code & 7;
      this.odd[index - this.begin] = odd;
      parents += 1 << oddCount[odd];
      if (hangs.at(corners, block, code)) hanging[index - this.begin] = 1;
      else ++stored[stageOf[odd]];
    });
    this.parents = new Int32Array(parents);
    this.stageBegin = [0, stored[0], stored[0] + stored[1], stored[0] + stored[1] + stored[2]];
    this.corner = new Int32Array(this.stageBegin[3]);
    /** Of each entry of stage 0: its two parents. */
    this.edgeParents = new Int32Array(2 * stored[0]);
    /** Of each entry of stage 1 four and of stage 2 six: before and behind along the odd axes, or -1. */
    this.faceNeighbours = new Int32Array(4 * stored[1]);
    this.cellNeighbours = new Int32Array(6 * stored[2]);
    const next = this.stageBegin.slice(0, 3);
    let parent = 0;
    corners.each((index, block, code) => {
      const odd = code & 7;
      const x = 8 * corners.x[block] + xOf[code];
      const y = 8 * corners.y[block] + yOf[code];
      const z = 8 * corners.z[block] + zOf[code];
      const firstParent = parent;
      for (let k = 0; k < 8; ++k) {
        if (k & ~odd) continue;
        const dx = odd & 1 ? (k & 1 ? 1 : -1) : 0;
        const dy = odd & 2 ? (k & 2 ? 1 : -1) : 0;
        const dz = odd & 4 ? (k & 4 ? 1 : -1) : 0;
        this.parents[parent++] = findCorner(levels, level, x + dx, y + dy, z + dz);
      }
      if (hanging[index - this.begin]) return;
      const stage = stageOf[odd];
      const entry = next[stage]++;
      this.corner[entry] = index;
      if (stage === 0) {
        this.edgeParents[2 * entry] = this.parents[firstParent];
        this.edgeParents[2 * entry + 1] = this.parents[firstParent + 1];
        return;
      }
      const list = stage === 1 ? this.faceNeighbours : this.cellNeighbours;
      let to = stage === 1 ? 4 * (entry - this.stageBegin[1]) : 6 * (entry - this.stageBegin[2]);
      for (let axis = 0; axis < 3; ++axis) {
        if (!((odd >> axis) & 1)) continue;
        const ax = axis === 0 ? 1 : 0;
        const ay = axis === 1 ? 1 : 0;
        const az = axis === 2 ? 1 : 0;
        list[to++] = corners.find(x - ax, y - ay, z - az);
        list[to++] = corners.find(x + ax, y + ay, z + az);
      }
    });
  }
}

/** Says whether corners of a level lie at an active cell of a coarser leaf. */
class HangingFinder {
  constructor(nodes, level) {
    this.nodes = nodes;
    this.level = level;
    this.block = -1;
    // Of the bricks that touch the block, bit 0 of the number: the one before along x, 1: y, 2: z: the coarser leaf that covers it, or -1.
    this.leafLevel = new Int8Array(8);
    this.leaf = new Int32Array(8);
    this.any = false;
  }

  enter(corners, block) {
    this.block = block;
    this.any = false;
    for (let k = 0; k < 8; ++k) {
      let x = corners.x[block] - (k & 1);
      let y = corners.y[block] - ((k >> 1) & 1);
      let z = corners.z[block] - (k >> 2);
      this.leafLevel[k] = -1;
      if (x < 0 || y < 0 || z < 0) continue;
      for (let level = this.level; level >= 0; --level, x >>= 1, y >>= 1, z >>= 1) {
        const node = this.nodes[level].at(x, y, z);
        if (node < 0) continue;
        if (level < this.level && !this.nodes[level].split[node]) {
          this.leafLevel[k] = level;
          this.leaf[k] = node;
          this.any = true;
        }
        break;
      }
    }
  }

  at(corners, block, code) {
    if (block !== this.block) this.enter(corners, block);
    if (!this.any) return false;
    for (let d = 0; d < 8; ++d) {
      const x = xOf[code] - (d & 1);
      const y = yOf[code] - ((d >> 1) & 1);
      const z = zOf[code] - (d >> 2);
      const k = (x < 0 ? 1 : 0) | (y < 0 ? 2 : 0) | (z < 0 ? 4 : 0);
      const level = this.leafLevel[k];
      if (level < 0) continue;
      const down = this.level - level;
      const nodes = this.nodes[level];
      const n = this.leaf[k];
      const cx = ((8 * corners.x[block] + x) >> down) & 7;
      const cy = ((8 * corners.y[block] + y) >> down) & 7;
      const cz = ((8 * corners.z[block] + z) >> down) & 7;
      const m = codeX[cx] | codeY[cy] | codeZ[cz];
      if ((nodes.cells[64 * n + (m >> 3)] >> (m & 7)) & 1) return true;
    }
    return false;
  }
}
