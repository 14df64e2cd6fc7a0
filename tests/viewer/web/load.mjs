// node load.mjs PAGE.html: seconds from opening a page to its first picture, to the finest level and to the finest picture, in a headless browser; bytes
// of textures; and the most memory, MB, that the page's process and the process that draws (SwiftShader: textures are in it) had, with nothing open and
// with the page.

import { pathToFileURL } from "node:url";
import { Browser, finest, loaded } from "./browser.mjs";

const browser = await Browser.start();
try {
  const empty = await browser.open("about:blank");
  await empty.until("document.body");
  const memory = () => ({ renderer: browser.peakMegabytes("renderer"), gpu: browser.peakMegabytes("gpu-process") });
  const before = memory();
  await empty.close();
  const begin = performance.now();
  const seconds = () => +((performance.now() - begin) / 1000).toFixed(2);
  const page = await browser.open(`${pathToFileURL(process.argv[2])}?rotate=0`, { width: 560, height: 420, ratio: 1 });
  await page.until("globalThis.asrg && asrg.viewer.models[0].textures", 120);
  const first = seconds();
  await page.until(loaded, 120);
  const level = seconds();
  await page.until(finest, 120);
  const picture = seconds();
  const textures = await page.evaluate("asrg.viewer.models[0].textures.bytes");
  console.log(JSON.stringify({ first, level, picture, textures, before, after: memory() }));
} finally {
  await browser.close();
}
