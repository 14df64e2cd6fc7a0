import { channelCount } from "./manifest.js";

// What can be expected of a symbol from those before it (FORMAT.md, section 5). All of it is integer arithmetic, exact in doubles.

const surfaceUnit = 1024;

function fixedPoint(x) {
  const limit = 2 ** 30;
  return Math.floor(Math.min(Math.max(x * surfaceUnit, -limit), limit) + 0.5);
}

const bitLength = (x) => 32 - Math.clz32(x);

function surfaceClass(density) {
  return Math.min(Math.max(Math.floor(density / surfaceUnit) + 5, 0), 4);
}

export const parentCounts = [0, 2, 2, 4, 2, 4, 4, 8];

/** Symbols of all corners, channel by channel, and the rough density that classes depend on. */
export class Contexts {
  constructor(corners, steps, offset) {
    this.symbols = Array.from({ length: channelCount }, () => new Int8Array(corners));
    this.density = new Float64Array(corners);
    this.densityStep = steps.map((step) => fixedPoint(step[0]));
    this.densityOffset = fixedPoint(offset[0]);
  }

  /** To be called before a level's symbols are read. @param {LevelLinks} links */
  beginLevel(links) {
    this.links = links;
    const { corner, begin, parents, odd } = links;
    this.before = new Uint16Array(corner.length);
    if (links.level === 0) return;
    const mean = new Float64Array(odd.length);
    let at = 0;
    for (let i = 0; i < odd.length; ++i) {
      const n = parentCounts[odd[i]];
      let sum = 0;
      for (let k = 0; k < n; ++k) sum += this.density[parents[at++]];
      mean[i] = Math.floor(sum / n);
    }
    this.parentsDensity = mean;
    this.surface = new Uint8Array(corner.length);
    for (let k = 0; k < corner.length; ++k) this.surface[k] = surfaceClass(mean[corner[k] - begin]);
  }

  /** To be called when a channel's symbols of the level are known. */
  finishChannel(channel) {
    const { links } = this;
    const symbols = this.symbols[channel];
    if (channel > 0) {
      for (let k = 0; k < links.corner.length; ++k) this.before[k] += Math.abs(symbols[links.corner[k]]);
      return;
    }
    const step = this.densityStep[links.level];
    for (let i = links.begin; i < links.end; ++i) {
      const above = links.level === 0 ? this.densityOffset : this.parentsDensity[i - links.begin];
      this.density[i] = step * symbols[i] + above;
    }
    if (links.level > 0) for (let k = 0; k < links.corner.length; ++k) this.surface[k] = surfaceClass(this.density[links.corner[k]]);
  }

  /** Sum of |q| of the neighbours of entry k, of an edge of the parents. */
  near(stage, k, symbols) {
    const { links } = this;
    if (stage === 0) return Math.abs(symbols[links.edgeParents[2 * k]]) + Math.abs(symbols[links.edgeParents[2 * k + 1]]);
    const list = stage === 1 ? links.faceNeighbours : links.cellNeighbours;
    const n = stage === 1 ? 4 : 6;
    let at = n * (k - links.stageBegin[stage]);
    let sum = 0;
    for (const end = at + n; at < end; ++at) if (list[at] >= 0) sum += Math.abs(symbols[list[at]]);
    return sum;
  }

  /** Entries of one stage in the order in which their symbols stand in the file. @returns {Int32Array} */
  order(stage, channel) {
    const { links } = this;
    const begin = links.stageBegin[stage];
    const count = links.stageBegin[stage + 1] - begin;
    const order = new Int32Array(count);
    if (links.level === 0) {
      for (let i = 0; i < count; ++i) order[i] = i;
      return order;
    }
    const symbols = this.symbols[channel];
    const classes = new Uint8Array(count);
    const position = new Uint32Array(64);
    for (let i = 0; i < count; ++i) {
      const k = begin + i;
      classes[i] = bitLength(this.near(stage, k, symbols)) + bitLength(this.before[k]) + this.surface[k];
      ++position[classes[i] + 1];
    }
    for (let c = 1; c < position.length; ++c) position[c] += position[c - 1];
    for (let i = 0; i < count; ++i) order[position[classes[i]]++] = begin + i;
    return order;
  }

  /** The prediction of the symbol of entry k. */
  predict(stage, k, channel) {
    const { links } = this;
    const symbols = this.symbols[channel];
    if (links.level === 0) {
      let sum = 0;
      let count = 0;
      for (let at = 3 * k; at < 3 * k + 3; ++at) {
        const neighbour = links.neighbours[at];
        if (neighbour < 0) continue;
        sum += symbols[neighbour];
        ++count;
      }
      return count === 0 ? 0 : Math.floor((2 * sum + count) / (2 * count));
    }
    if (stage === 0) return 0;
    const list = stage === 1 ? links.faceNeighbours : links.cellNeighbours;
    const n = stage === 1 ? 4 : 6;
    let quarters = 0;
    let at = n * (k - links.stageBegin[stage]);
    for (const end = at + n; at < end; at += 2) {
      const a = list[at];
      const b = list[at + 1];
      if (a >= 0) quarters += symbols[a] * (b >= 0 ? 1 : 2);
      if (b >= 0) quarters += symbols[b] * (a >= 0 ? 1 : 2);
    }
    return (quarters + 2) >> 2;
  }
}
