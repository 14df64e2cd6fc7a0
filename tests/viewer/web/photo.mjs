// The photos of a NeRF-synthetic data set, for comparisons with the truth.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pngPixels } from "../../../viewer/web/reader/png.js";

const rgba = 6; // a PNG's colour type

/**
 * A photo on a background, made smaller by whole squares of pixels.
 * @param {number} background 0 to 255
 * @returns {Promise<Float32Array | null>} RGB, 0 to 255; null where there is none of a size that can be made so
 */
export async function photoOf(transforms, frame, size, background) {
  const file = join(dirname(transforms), `${frame.file_path}.png`);
  if (!existsSync(file)) return null;
  const bytes = new Uint8Array(readFileSync(file));
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  if (bytes[25] !== rgba || width !== height || width % size !== 0) return null;
  const pixels = await pngPixels(bytes, file, { width, height }, 4);
  const k = width / size;
  const photo = new Float32Array(3 * size * size);
  for (let y = 0; y < height; ++y)
    for (let x = 0; x < width; ++x) {
      const from = 4 * (y * width + x);
      const to = 3 * (Math.floor(y / k) * size + Math.floor(x / k));
      const alpha = pixels[from + 3] / 255;
      for (let c = 0; c < 3; ++c) photo[to + c] += (alpha * pixels[from + c] + (1 - alpha) * background) / (k * k);
    }
  return photo;
}

/** Squares of differences, where `step` numbers of `picture` make a pixel. */
export function squaresFrom(photo, picture, step) {
  let sum = 0;
  for (let i = 0; i < photo.length / 3; ++i) for (let c = 0; c < 3; ++c) sum += (picture[step * i + c] - photo[3 * i + c]) ** 2;
  return sum;
}
