// GLSL of the shader's network (FORMAT.md, section 7) for one model: what of it is evaluated once a pixel, with the weights as constants.

const hidden = 16;

/** @param {Float32Array} weights 819, in the file's order */
export function networkText(weights) {
  const number = (i) => {
    const digits = String(weights[i]);
    return /[.e]/.test(digits) ? digits : `${digits}.0`;
  };
  const list = (indices) => indices.map(number).join(",");
  const four = [0, 1, 2, 3];
  // Four inputs to four outputs, a column an input.
  const matrix = (from, input, unit) => `mat4(${list(four.flatMap((i) => four.map((h) => from + (input + i) * hidden + unit + h)))})`;
  const vector = (from) => `vec4(${list(four.map((k) => from + k))})`;
  const b1 = 24 * hidden;
  const w2 = b1 + hidden;
  const b2 = w2 + hidden * hidden;
  const w3 = b2 + hidden;
  const b3 = w3 + 3 * hidden;
  const first = four.map((k) => `vec4 a${k} = max(direct${k} + ${matrix(0, 0, 4 * k)} * composite + ${matrix(0, 4, 4 * k)} * features, 0.0);`);
  const second = four.map((k) => `vec4 b${k} = max(${vector(b2 + 4 * k)} + ${four.map((i) => `${matrix(w2, 4 * i, 4 * k)} * a${i}`).join(" + ")}, 0.0);`);
  const output = (o) => `${number(b3 + o)} + ${four.map((k) => `dot(${vector(w3 + o * hidden + 4 * k)}, b${k})`).join(" + ")}`;
  const sum = `vec3 sum = vec3(${output(0)}, ${output(1)}, ${output(2)});`;
  return ["vec3 network(vec4 composite, vec4 features) {", ...first, ...second, sum, "return 1.0 / (1.0 + exp(-sum));", "}"].join("\n");
}
