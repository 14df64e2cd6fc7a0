// node speed.mjs PAGE.html TRANSFORMS.json SIZE [FRAMES]
//
// Milliseconds a picture of a page's model in a headless browser, one ray a pixel, mean over views of a data set; look-ups and samples a ray.

import { readFileSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { Browser, loaded } from "./browser.mjs";
import { cameraOf } from "./fidelity.mjs";

const [file, transforms, sizeText, count = "10"] = process.argv.slice(2);
const size = Number(sizeText);
const all = JSON.parse(readFileSync(transforms, "utf8"));
const every = Math.max(1, Math.floor(all.frames.length / Number(count)));
const cameras = all.frames.filter((_, i) => i % every === 0).map((frame) => cameraOf(frame, all.camera_angle_x, size));
/** CPU seconds of the browser's processes so far: on a busy machine they say more than the clock. */
function cpuSeconds() {
  let ticks = 0;
  for (const id of readdirSync("/proc")) {
    if (!/^[0-9]+$/.test(id)) continue;
    try {
      if (!readFileSync(`/proc/${id}/cmdline`, "utf8").includes(browser.profile) && !readFileSync(`/proc/${id}/cmdline`, "utf8").includes("--type=gpu-process"))
        continue;
      const fields = readFileSync(`/proc/${id}/stat`, "utf8").replace(/.*\) /, "").split(" ");
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It ended meanwhile.
    }
  }
  return ticks / 100;
}

const browser = await Browser.start();
try {
  const page = await browser.open(`${pathToFileURL(file)}?rotate=0&controls=0`);
  await page.until(loaded, 120);
  await page.evaluate("asrg.viewer.schedule = () => {}");
  const before = cpuSeconds();
  const result = await page.evaluate(`(async () => {
    const { renderer, models, gl } = asrg.viewer;
    const model = models[0].textures;
    const cameras = ${JSON.stringify(cameras)};
    const target = renderer.makeTarget(${size}, ${size}, false);
    const pixel = new Uint8Array(4);
    const times = [];
    for (let round = 0; round < 3; ++round)
      for (const camera of cameras) {
        const begin = performance.now();
        renderer.draw(target, model, camera, { layer: "final", background: [1, 1, 1, 1] });
        gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
        times.push(performance.now() - begin);
      }
    return { times };
  })()`);
  const cpu = ((cpuSeconds() - before) * 1000) / result.times.length;
  const work = await page.evaluate(`(async () => {
    const { renderer, models } = asrg.viewer;
    const model = models[0].textures;
    const cameras = ${JSON.stringify(cameras)};
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
  const times = result.times.slice(cameras.length).sort((a, b) => a - b);
  console.log(JSON.stringify({ median: times[times.length >> 1], least: times[0], most: times.at(-1), cpu, ...work }));
} finally {
  await browser.close();
}
