// The shader's weights (FORMAT.md, section 7) in the layout of the uniform block Network: matrices of 4 inputs x 4 outputs, a column an input.

const hidden = 16;

/** @param {Float32Array} weights 819, in the file's order @returns {Float32Array} 820 */
export function networkBlock(weights) {
  const block = new Float32Array(820);
  let to = 0;
  const put = (value) => {
    block[to++] = value;
  };
  const w1 = 0;
  const b1 = 24 * hidden;
  const w2 = b1 + hidden;
  const b2 = w2 + hidden * hidden;
  const w3 = b2 + hidden;
  const b3 = w3 + 3 * hidden;
  const lobes = b3 + 3;
  const matrices = (from, firstInput, lastInput) => {
    for (let input = firstInput; input < lastInput; input += 4)
      for (let unit = 0; unit < hidden; unit += 4) for (let i = 0; i < 4; ++i) for (let h = 0; h < 4; ++h) put(weights[from + (input + i) * hidden + unit + h]);
  };
  const row = (from, count) => {
    for (let i = 0; i < count; ++i) put(weights[from + i]);
  };
  matrices(w1, 0, 8);
  matrices(w1, 8, 24);
  row(b1, hidden);
  matrices(w2, 0, hidden);
  row(b2, hidden);
  row(w3, 3 * hidden);
  row(b3, 3);
  put(0);
  for (let output = 0; output < 3; ++output)
    for (let harmonic = 0; harmonic < 8; ++harmonic) for (let feature = 0; feature < 4; ++feature) put(weights[lobes + (feature * 3 + output) * 8 + harmonic]);
  return block;
}
