import { parentCounts } from "./contexts.js";

/**
 * One channel's values from its symbols: a residual and the mean of the parents' values, coarse to fine (FORMAT.md, section 3).
 * @param {LevelLinks[]} links of the levels that are known
 * @param {Int8Array} symbols of the channel
 * @param {number[]} steps of the channel, a level
 * @param {number} offset of the channel
 * @returns {Float32Array} one a corner of these levels
 */
export function channelValues(links, symbols, steps, offset) {
  const values = new Float32Array(links.at(-1).end);
  for (const { level, begin, end, odd, parents } of links) {
    const step = steps[level];
    if (level === 0) {
      for (let i = begin; i < end; ++i) values[i] = step * symbols[i] + offset;
      continue;
    }
    let at = 0;
    for (let i = begin; i < end; ++i) {
      const n = parentCounts[odd[i - begin]];
      let sum = 0;
      for (let k = 0; k < n; ++k) sum += values[parents[at++]];
      values[i] = Math.fround(step * symbols[i]) + sum / n;
    }
  }
  return values;
}
