import { Problem } from "./problem.js";

/**
 * Inflates by the browser's own means, into memory whose size is known beforehand: a stream that has more or less is refused as it comes.
 * @param {Uint8Array} bytes
 * @param {"deflate" | "deflate-raw"} format with zlib's header and checksum, or without
 * @param {number} size bytes that must come out
 * @param {string} number the problem's number where that fails
 * @param {string} name for the problem
 * @returns {Promise<Uint8Array>}
 */
export async function inflate(bytes, format, size, number, name) {
  const inflated = new Uint8Array(size);
  let at = 0;
  const stream = new DecompressionStream(format);
  const writer = stream.writable.getWriter();
  // Its failure is the reader's, too.
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  const reader = stream.readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (value.length > size - at) throw new Problem(number, `${name} unpacks to more than ${size} bytes`);
      inflated.set(value, at);
      at += value.length;
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error instanceof Problem ? error : new Problem(number, name);
  }
  if (at !== size) throw new Problem(number, `${name} ends early`);
  return inflated;
}
