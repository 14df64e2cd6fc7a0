import { channelCount } from "./manifest.js";
import { Problem } from "./problem.js";

// Symbols as they stand in an atlas (FORMAT.md, section 5).

const leastSymbol = -127;

const unfold = (byte) => (byte & 1 ? -(byte >> 1) - 1 : byte >> 1);
const toInt8 = (x) => (x << 24) >> 24;

function fail(number, level, channel) {
  throw new Problem(number, `level ${level}, channel ${channel}`);
}

function readDense(contexts, channel, coding, taker) {
  const { links } = contexts;
  const { corner, level } = links;
  const symbols = contexts.symbols[channel];
  const bytes = taker.take(corner.length, "E21", `, channel ${channel}`);
  let at = 0;
  for (let stage = 0; stage + 1 < links.stageBegin.length; ++stage)
    for (const k of contexts.order(stage, channel)) {
      const prediction = coding === "r" ? 0 : contexts.predict(stage, k, channel);
      const symbol = toInt8(unfold(bytes[at++]) + (coding === "h" ? prediction >> 1 : prediction));
      if (symbol < leastSymbol) fail("E22", level, channel);
      symbols[corner[k]] = symbol;
    }
}

function readSparse(contexts, channel, taker) {
  const { links } = contexts;
  const { corner, level, stageBegin } = links;
  const symbols = contexts.symbols[channel];
  let mapBytes = 0;
  for (let stage = 0; stage + 1 < stageBegin.length; ++stage) mapBytes += (stageBegin[stage + 1] - stageBegin[stage] + 7) >> 3;
  const map = taker.take(mapBytes, "E21", `, channel ${channel}`);
  // The values follow behind all bits; how many there are the bits say.
  const { bytes } = taker;
  let mapAt = 0;
  for (let stage = 0; stage + 1 < stageBegin.length; ++stage) {
    const order = contexts.order(stage, channel);
    for (let i = 0; i < order.length; ++i) {
      if (!((map[mapAt + (i >> 3)] >> (i & 7)) & 1)) continue;
      if (taker.at >= bytes.length) fail("E21", level, channel);
      const value = unfold(bytes[taker.at++]);
      if (value === 0 || value < leastSymbol) fail("E22", level, channel);
      const k = order[i];
      symbols[corner[k]] = contexts.predict(stage, k, channel) < 0 ? -value : value;
    }
    mapAt += (order.length + 7) >> 3;
  }
}

/**
 * Takes the symbols of one level: what is left of its atlas.
 * @param {Contexts} contexts
 * @param {LevelLinks} links of the level
 * @param {string} coding a letter a channel
 */
export function readSymbols(contexts, links, coding, taker) {
  contexts.beginLevel(links);
  for (let channel = 0; channel < channelCount; ++channel) {
    if (coding[channel] === "s") readSparse(contexts, channel, taker);
    else if (coding[channel] !== "-") readDense(contexts, channel, coding[channel], taker);
    contexts.finishChannel(channel);
  }
  if (taker.left > 0) throw new Problem("E18", `level ${links.level}: ${taker.left} bytes`);
}
