// node speed.mjs PAGE.html TRANSFORMS.json SIZE [FRAMES]
//
// Milliseconds a picture of a page's model in a headless browser, one ray a pixel, mean over views of a data set, as it is drawn at rest and while
// something moves; look-ups and samples a ray. cpu: processor time of all of the browser.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { Browser, loaded } from "./browser.mjs";
import { cameraOf } from "./fidelity.mjs";

const [file, transforms, sizeText, count = "10"] = process.argv.slice(2);
const size = Number(sizeText);
const rounds = 5;
const all = JSON.parse(readFileSync(transforms, "utf8"));
const every = Math.max(1, Math.floor(all.frames.length / Number(count)));
const cameras = all.frames.filter((_, i) => i % every === 0).map((frame) => cameraOf(frame, all.camera_angle_x, size));
const browser = await Browser.start();
try {
  const page = await browser.open(`${pathToFileURL(file)}?rotate=0&controls=0`);
  await page.until(loaded, 120);
  await page.evaluate("asrg.viewer.schedule = () => {}");
  await page.evaluate(`globalThis.cameras = ${JSON.stringify(cameras)}; globalThis.target = asrg.viewer.renderer.makeTarget(${size}, ${size}, false); 0`);
  const found = { rest: { times: [], cpu: [] }, moving: { times: [], cpu: [] } };
  for (let round = 0; round < rounds; ++round)
    for (const [name, { times, cpu }] of Object.entries(found)) {
      const before = browser.cpuSeconds();
      const all = await page.evaluate(`(() => {
        const { renderer, models, gl } = asrg.viewer;
        const pixel = new Uint8Array(4);
        return cameras.map((camera) => {
          const begin = performance.now();
          renderer.draw(target, models[0].textures, camera, { layer: "final", background: [1, 1, 1, 1], quick: ${name === "moving"} });
          gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
          return performance.now() - begin;
        });
      })()`);
      if (round === 0) continue; // programs were made
      times.push(...all);
      cpu.push(((browser.cpuSeconds() - before) * 1000) / all.length);
    }
  const work = await page.evaluate(`(async () => {
    const { renderer, models } = asrg.viewer;
    const model = models[0].textures;
    let lookUps = 0, samples = 0, hit = 0;
    for (const camera of cameras) {
      const work = renderer.picture(model, camera, { layer: "work", background: [0, 0, 0, 0] }, 1);
      for (let i = 0; i < work.length; i += 4) {
        lookUps += work[i];
        samples += work[i + 1];
        if (work[i + 1]) ++hit;
      }
    }
    const rays = cameras.length * ${size} * ${size};
    return { lookUps: lookUps / rays, samples: samples / rays, hit: hit / rays, lookUpsHit: lookUps / hit, samplesHit: samples / hit };
  })()`);
  const report = { ...work };
  for (const [name, { times, cpu }] of Object.entries(found)) {
    times.sort((a, b) => a - b);
    cpu.sort((a, b) => a - b);
    const round = (x) => +x.toFixed(1);
    report[name] = { median: round(times[times.length >> 1]), least: round(times[0]), most: round(times.at(-1)), cpu: round(cpu[cpu.length >> 1]) };
  }
  console.log(JSON.stringify(report));
} finally {
  await browser.close();
}
