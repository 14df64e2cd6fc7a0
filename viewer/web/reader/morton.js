// Places within a cube of 8x8x8, in Morton order: bit 0 of a code is bit 0 of x, then of y, of z, then bits 1, and so on.

const spread = new Uint16Array(8);
for (let v = 0; v < 8; ++v) spread[v] = (v & 1) | ((v & 2) << 2) | ((v & 4) << 4);

export const codeX = spread;
export const codeY = spread.map((v) => v << 1);
export const codeZ = spread.map((v) => v << 2);

/** Coordinates of code m. */
export const xOf = new Uint8Array(512);
export const yOf = new Uint8Array(512);
export const zOf = new Uint8Array(512);
for (let m = 0; m < 512; ++m) {
  xOf[m] = (m & 1) | ((m >> 2) & 2) | ((m >> 4) & 4);
  yOf[m] = ((m >> 1) & 1) | ((m >> 3) & 2) | ((m >> 5) & 4);
  zOf[m] = ((m >> 2) & 1) | ((m >> 4) & 2) | ((m >> 6) & 4);
}

/** Set bits of a byte. */
export const bitsOf = new Uint8Array(256);
for (let b = 1; b < 256; ++b) bitsOf[b] = bitsOf[b >> 1] + (b & 1);

export function bitCount(word) {
  word -= (word >>> 1) & 0x55555555;
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
  return Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function spread6(v) {
  let r = 0;
  for (let i = 0; i < 6; ++i) r |= ((v >> i) & 1) << (3 * i);
  return r;
}
const spreads6 = Uint32Array.from({ length: 64 }, (_, v) => spread6(v));

/** Morton code of coordinates below 2^12: below 2^36, which a double holds exactly. */
export function mortonOf(x, y, z) {
  const low = spreads6[x & 63] | (spreads6[y & 63] << 1) | (spreads6[z & 63] << 2);
  const high = spreads6[x >> 6] | (spreads6[y >> 6] << 1) | (spreads6[z >> 6] << 2);
  return high * 2 ** 18 + low;
}

/** Calls use(i) for every i below `count` in the Morton order of (x[i], y[i], z[i]). */
export function inMortonOrder(count, x, y, z) {
  const codes = new Float64Array(count);
  for (let i = 0; i < count; ++i) codes[i] = mortonOf(x[i], y[i], z[i]);
  const order = new Uint32Array(count);
  for (let i = 0; i < count; ++i) order[i] = i;
  return order.sort((a, b) => codes[a] - codes[b]);
}
