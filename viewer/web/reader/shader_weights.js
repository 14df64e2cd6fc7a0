import { Problem } from "./problem.js";

// The network's and the lobes' weights (FORMAT.md, section 7).

const halves = 819;
const halvesWithoutLobes = 723;
export const mostShaderBytes = 1 << 16;

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The bytes of a Base64 text (RFC 4648, section 4); null where it is none. */
export function fromBase64(text) {
  const digit = new Int16Array(128).fill(-1);
  for (let i = 0; i < 64; ++i) digit[alphabet.charCodeAt(i)] = i;
  const length = text.endsWith("==") ? text.length - 2 : text.endsWith("=") ? text.length - 1 : text.length;
  if (text.length % 4 !== 0) return null;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let bits = 0;
  let count = 0;
  let to = 0;
  for (let i = 0; i < length; ++i) {
    const code = text.charCodeAt(i);
    const d = code < 128 ? digit[code] : -1;
    if (d < 0) return null;
    bits = (bits << 6) | d;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes[to++] = (bits >> count) & 255;
      bits &= (1 << count) - 1;
    }
  }
  return bits === 0 ? bytes : null;
}

function fromHalf(h) {
  const exponent = (h >> 10) & 31;
  const mantissa = h & 1023;
  const size = exponent === 0 ? mantissa * 2 ** -24 : exponent === 31 ? NaN : (1024 + mantissa) * 2 ** (exponent - 25);
  return h & 0x8000 ? -size : size;
}

/**
 * @param {Uint8Array} bytes of shader.bin, or what its Base64 stands for
 * @returns {Float32Array} 819 weights in the file's order; lobes that a file has not are 0
 */
export function shaderWeights(bytes, hasLobes) {
  const count = hasLobes ? halves : halvesWithoutLobes;
  if (!bytes || bytes.length !== 2 * count) throw new Problem("E14", `${bytes ? bytes.length : "no"} bytes instead of ${2 * count}`);
  const weights = new Float32Array(halves);
  for (let i = 0; i < count; ++i) {
    weights[i] = fromHalf(bytes[2 * i] | (bytes[2 * i + 1] << 8));
    if (!Number.isFinite(weights[i])) throw new Problem("E14", `weight ${i} is not finite`);
  }
  return weights;
}
