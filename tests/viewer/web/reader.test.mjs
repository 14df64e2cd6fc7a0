// node reader.test.mjs FOLDER: the page's reader against what write_symbols has written there, symbol by symbol, and refusals by their number.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ModelReader } from "../../../viewer/web/reader/model_reader.js";

const folder = process.argv[2];
let failures = 0;

function check(good, what) {
  if (good) return;
  ++failures;
  console.error(`failed: ${what}`);
}

async function read(bytes, pieces = 1) {
  const reader = new ModelReader(bytes.length);
  for (let i = 1; i <= pieces; ++i) await reader.advance(bytes.subarray(0, Math.floor((bytes.length * i) / pieces)));
  return reader;
}

async function checkSymbols(name, bytes) {
  const wanted = new Int8Array(readFileSync(join(folder, `${name}.symbols`)));
  for (const pieces of [1, 7]) {
    const reader = await read(bytes, pieces);
    check(reader.done, `${name}: read to its end, ${pieces} pieces`);
    const { symbols } = reader.contexts;
    const count = symbols[0].length;
    check(8 * count === wanted.length, `${name}: ${count} corners`);
    const differ = symbols.reduce((sum, list, c) => sum + list.reduce((n, q, i) => n + (q !== wanted[c * count + i] ? 1 : 0), 0), 0);
    check(differ === 0, `${name}: ${differ} symbols differ`);
    const flat = reader.flat();
    const shines = join(folder, `${name}.highlights`);
    check(existsSync(shines) === (flat.highlights !== null), `${name}: whether it has highlights`);
    if (flat.highlights) {
      const shares = Float32Array.from(flat.highlights, (byte) => flat.highlightStep * (byte - 128));
      check(Buffer.from(shares.buffer).equals(readFileSync(shines)), `${name}: its highlights`);
    }
    check(
      flat.table.some((leaf) => leaf >= 0),
      `${name}: has leaves`,
    );
  }
}

async function checkRefused(file, bytes) {
  const number = file.split("_")[1];
  try {
    await read(bytes);
    check(false, `${file}: is refused`);
  } catch (error) {
    check(error.number === number || (number !== "E01" && error.number === "E02"), `${file}: ${error.message}`);
  }
}

let files = 0;
for (const file of readdirSync(folder)) {
  if (!file.endsWith(".asrg")) continue;
  const bytes = new Uint8Array(readFileSync(join(folder, file)));
  if (file.startsWith("bad_")) await checkRefused(file, bytes);
  else await checkSymbols(file.slice(0, -5), bytes);
  ++files;
}
console.log(`${files} files, ${failures} failures`);
process.exit(failures > 0 || files === 0 ? 1 : 0);
