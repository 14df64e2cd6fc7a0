import { Problem } from "./problem.js";

// The map of highlights (FORMAT.md, section 7).

export const highlightSide = 17;
const last = highlightSide - 1;
const outputs = 3;
const features = 4;
const texels = highlightSide * highlightSide;
export const highlightBytes = outputs * features * texels;
const middle = 128;

/** The texel that counts in the place of (x, y): several on the edges stand for one direction. */
function texelFor(x, y) {
  if (x === 0 || x === last) y = Math.min(y, last - y);
  if (y === 0 || y === last) x = Math.min(x, last - x);
  return y * highlightSide + x;
}

/**
 * @param {Uint8Array} bytes `highlightBytes` of them
 * @returns {Uint8Array} as a texture of 3 x 17 by 17 RGBA texels: side by side the maps of R, G and B, a texel the four features' shares, 128 for none.
 *   Every texel has the number that counts for it, so that the edges need no care any more.
 */
export function highlightMap(bytes) {
  const map = new Uint8Array(highlightBytes);
  for (let output = 0; output < outputs; ++output)
    for (let feature = 0; feature < features; ++feature) {
      const plane = texels * (features * output + feature);
      for (let y = 0; y < highlightSide; ++y)
        for (let x = 0; x < highlightSide; ++x) {
          const at = plane + texelFor(x, y);
          if (bytes[at] === 0) throw new Problem("E22", `highlight ${at}: ${-middle}`);
          map[features * (highlightSide * (outputs * y + output) + x) + feature] = bytes[at];
        }
    }
  return map;
}
