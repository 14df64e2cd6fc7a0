// node fidelity.mjs ASRG MODEL.asrg TRANSFORMS.json SIZE FOLDER [LAYER...]
//
// Draws a model at some of a data set's cameras twice, by `asrg render --precision compact` and by its page in a headless browser, and prints as
// JSON how far the pictures are apart, layer by layer: PSNR of all pictures together, pixels that differ by more than a fifth (silhouettes that
// fell to the other side); and, where there are photos, how far both are from those. The layer "moving" is the final one as it is drawn while something
// moves.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser, loaded } from "./browser.mjs";
import { photoOf, squaresFrom } from "./photo.mjs";
import { pngPixels, pngSize } from "../../../viewer/web/reader/png.js";

const views = 5;
const flip = 51; // of 255
const leastOpacity = 5; // of 255: where there is less, normals and levels are those of noise

/** The page's camera of a frame of a NeRF-synthetic data set. */
export function cameraOf(frame, angle, size) {
  const m = frame.transform_matrix;
  const column = (k, sign) => [0, 1, 2].map((row) => sign * m[row][k]);
  const focal = (0.5 * size) / Math.tan(0.5 * angle);
  return {
    axes: [...column(0, 1), ...column(1, -1), ...column(2, -1)],
    position: column(3, 1),
    focal: [focal, focal],
    principal: [size / 2, size / 2],
    size: [size, size],
  };
}

export async function readRgb(file) {
  const bytes = new Uint8Array(readFileSync(file));
  return pngPixels(bytes, file, pngSize(bytes, file, 3), 3);
}

const decibel = (squares, count) => (squares === 0 ? 99 : -10 * Math.log10(squares / count / 255 ** 2));

/** Compares RGBA with RGB, in all pixels and in those where the object is seen. */
function compare(rgba, rgb, opacity) {
  let squares = 0;
  let seen = 0;
  let seenCount = 0;
  let steady = 0;
  let flips = 0;
  for (let i = 0; i < rgb.length / 3; ++i) {
    let most = 0;
    let own = 0;
    for (let c = 0; c < 3; ++c) {
      const d = rgba[4 * i + c] - rgb[3 * i + c];
      own += d * d;
      most = Math.max(most, Math.abs(d));
    }
    squares += own;
    if (opacity[3 * i] >= leastOpacity) {
      seen += own;
      seenCount += 3;
    }
    if (most > flip) ++flips;
    else steady += own;
  }
  return { squares, steady, flips, seen, seenCount, count: rgb.length };
}

async function main() {
  const [asrg, model, transforms, sizeText, folder, ...wanted] = process.argv.slice(2);
  const size = Number(sizeText);
  const names = wanted.length ? wanted : ["final", "diffuse", "specular", "normal", "level"];
  mkdirSync(folder, { recursive: true });
  const all = JSON.parse(readFileSync(transforms, "utf8"));
  const every = Math.max(1, Math.floor(all.frames.length / views));
  const frames = all.frames.filter((_, i) => i % every === 0).slice(0, views);
  const few = join(folder, "cameras.json");
  writeFileSync(few, JSON.stringify({ ...all, frames }));
  execFileSync(asrg, ["page", model, "-o", join(folder, "page.html")]);
  const report = { model, size, truth: {}, layers: {} };
  const browser = await Browser.start();
  try {
    const page = await browser.open(`${pathToFileURL(join(folder, "page.html"))}?rotate=0&controls=0`);
    await page.until(loaded, 120);
    report.leaves = await page.evaluate("asrg.viewer.models[0].textures.leaves");
    report.textureBytes = await page.evaluate("asrg.viewer.models[0].textures.bytes");
    const own = await page.evaluate("asrg.viewer.models[0].textures.background");
    const draw = (layer) => {
      const out = join(folder, layer);
      const options = ["--layer", layer, "--precision", "compact", "--quiet", "--size", `${size}x${size}`];
      execFileSync(asrg, ["render", model, "--cameras", few, "-o", `${out}/`, ...options]);
      return (i) => readRgb(join(out, `frame_${String(i).padStart(4, "0")}.png`));
    };
    const opacity = draw("opacity");
    for (const layer of names) {
      const drawn = draw(layer === "moving" ? "final" : layer);
      const truth = { page: 0, asrg: 0, count: 0 };
      const sum = { squares: 0, steady: 0, flips: 0, seen: 0, seenCount: 0, count: 0 };
      for (let i = 0; i < frames.length; ++i) {
        const camera = cameraOf(frames[i], all.camera_angle_x, size);
        const background = own === "environment" ? own : own === "black" ? [0, 0, 0, 1] : [1, 1, 1, 1];
        const how = JSON.stringify({ layer: layer === "moving" ? "final" : layer, quick: layer === "moving", background });
        const text = await page.evaluate(`(() => {
          const { renderer, models } = asrg.viewer;
          const bytes = renderer.picture(models[0].textures, ${JSON.stringify(camera)}, ${how}, models[0].textures.supersample);
          let text = "";
          for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
          return btoa(text);
        })()`);
        const rgba = Buffer.from(text, "base64");
        const reference = await drawn(i);
        const found = compare(rgba, reference, await opacity(i));
        const photo = ["final", "moving"].includes(layer) && (await photoOf(transforms, frames[i], size, own === "black" ? 0 : 255));
        if (photo) {
          truth.page += squaresFrom(photo, rgba, 4);
          truth.asrg += squaresFrom(photo, reference, 3);
          truth.count += photo.length;
        }
        for (const key of Object.keys(sum)) sum[key] += found[key];
      }
      if (truth.count > 0) report.truth[layer] = { page: +decibel(truth.page, truth.count).toFixed(3), asrg: +decibel(truth.asrg, truth.count).toFixed(3) };
      report.layers[layer] = {
        psnr: +decibel(sum.squares, sum.count).toFixed(2),
        psnrWithoutFlips: +decibel(sum.steady, sum.count).toFixed(2),
        psnrSeen: +decibel(sum.seen, sum.seenCount).toFixed(2),
        flips: sum.flips,
        pixels: sum.count / 3,
      };
    }
    if (page.errors.length) report.errors = page.errors;
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(report));
}

if (process.argv[1] === new URL(import.meta.url).pathname) await main();
