import { inflate } from "./inflate.js";
import { Problem } from "./problem.js";
import { crc32 } from "./zip.js";

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const ancillary = 0x20; // bit of a chunk's first letter
const kinds = { 1: { colourType: 0, name: "grey" }, 3: { colourType: 2, name: "RGB" } };

/**
 * Size of a PNG of 8 bits a channel, not interlaced.
 * @param {number} channels 1 (grey) or 3 (RGB): what it must be
 */
export function pngSize(png, name, channels) {
  if (png.length < 29 || signature.some((byte, i) => png[i] !== byte) || String.fromCharCode(...png.subarray(12, 16)) !== "IHDR")
    throw new Problem("E15", `${name} is not a PNG image`);
  if (png[24] !== 8 || png[25] !== kinds[channels].colourType || png[28] !== 0) throw new Problem("E16", `${name} is not ${kinds[channels].name} with 8 bits`);
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** The pixels' stream. Chunks that no picture needs are passed over: they could be of any size. */
function pixelStream(png, name) {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const parts = [];
  let bytes = 0;
  for (let at = signature.length; ;) {
    const length = at + 12 <= png.length ? view.getUint32(at) : Infinity;
    if (at + 12 + length > png.length) throw new Problem("E15", `${name} is cut off`);
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (!(png[at + 4] & ancillary)) {
      if (crc32(png.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length)) throw new Problem("E15", `${name}: chunk ${type}`);
      if (type === "IEND") break;
      if (type === "IDAT") {
        parts.push(png.subarray(at + 8, at + 8 + length));
        bytes += length;
      } else if (type !== "IHDR" && type !== "PLTE") {
        throw new Problem("E15", `${name}: chunk ${type}`);
      }
    }
    at += 12 + length;
  }
  const stream = new Uint8Array(bytes);
  let to = 0;
  for (const part of parts) {
    stream.set(part, to);
    to += part.length;
  }
  return stream;
}

function paeth(a, b, c) {
  const pa = Math.abs(b - c);
  const pb = Math.abs(a - c);
  const pc = Math.abs(a + b - 2 * c);
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

/** Undoes the filter of each row (PNG specification, section 9), in place; rows keep the filter's byte in front. */
function unfilter(rows, height, rowBytes, step, name) {
  const pitch = rowBytes + 1;
  for (let y = 0; y < height; ++y) {
    const begin = y * pitch + 1;
    const filter = rows[begin - 1];
    if (filter > 4) throw new Problem("E15", `${name}: filter ${filter}`);
    if (filter === 0) continue;
    for (let i = 0; i < rowBytes; ++i) {
      const at = begin + i;
      const left = i >= step ? rows[at - step] : 0;
      const above = y > 0 ? rows[at - pitch] : 0;
      const corner = i >= step && y > 0 ? rows[at - pitch - step] : 0;
      const guess = filter === 1 ? left : filter === 2 ? above : filter === 3 ? (left + above) >> 1 : paeth(left, above, corner);
      rows[at] += guess;
    }
  }
}

/**
 * The bytes of a PNG's pixels, exactly as they were written. Not by way of a canvas: it would take four times the memory, and browsers that
 * guard against being recognised change what is read from one.
 * @param {{width: number, height: number}} size from pngSize()
 * @returns {Promise<Uint8Array>} width * height * channels
 */
export async function pngPixels(png, name, size, channels) {
  const rowBytes = size.width * channels;
  const rows = await inflate(pixelStream(png, name), "deflate", size.height * (rowBytes + 1), "E15", name);
  unfilter(rows, size.height, rowBytes, channels, name);
  for (let y = 0; y < size.height; ++y) rows.copyWithin(y * rowBytes, y * (rowBytes + 1) + 1, (y + 1) * (rowBytes + 1));
  return rows.subarray(0, size.height * rowBytes);
}
