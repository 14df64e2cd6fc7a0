// node fidelity.test.mjs FOLDER: pages of small models against `asrg render`, also of one with surroundings.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const leastDecibel = 42;
const script = new URL("fidelity.mjs", import.meta.url).pathname;
let failures = 0;

for (const name of ["random3", "shining", "surroundings", "surroundings2"]) {
  const file = join(folder, `${name}.asrg`);
  const { box } = JSON.parse(execFileSync(process.env.ASRG_PROGRAM, ["info", file, "--json"], { maxBuffer: 1e8 }).toString());
  const centre = [0, 1, 2].map((k) => (box.min[k] + box.max[k]) / 2);
  const far = 1.6 * Math.hypot(...box.max.map((x, k) => x - box.min[k]));
  const frames = [0, 1, 2, 3, 4].map((i) => {
    const back = [Math.cos(i) * 0.9, Math.sin(i) * 0.9, 0.4359];
    const right = [-Math.sin(i), Math.cos(i), 0];
    const up = [0, 1, 2].map((k) => back[(k + 1) % 3] * right[(k + 2) % 3] - back[(k + 2) % 3] * right[(k + 1) % 3]);
    return { file_path: `f${i}`, transform_matrix: [...[0, 1, 2].map((k) => [right[k], up[k], back[k], centre[k] + far * back[k]]), [0, 0, 0, 1]] };
  });
  const cameras = join(folder, `${name}.cameras.json`);
  writeFileSync(cameras, JSON.stringify({ camera_angle_x: 0.7, frames }));
  const report = JSON.parse(execFileSync("node", [script, process.env.ASRG_PROGRAM, file, cameras, "64", join(folder, name)]).toString());
  for (const [layer, { psnr, psnrWithoutFlips, flips, pixels }] of Object.entries(report.layers)) {
    const good = psnrWithoutFlips >= leastDecibel && flips < pixels / 500;
    console.log(`${good ? "ok" : "FAILED"}: ${name}, ${layer}: ${psnr} dB, ${psnrWithoutFlips} dB without ${flips} flips`);
    if (!good) ++failures;
  }
}
process.exit(failures > 0 ? 1 : 0);
