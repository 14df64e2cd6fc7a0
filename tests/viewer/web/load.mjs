// node load.mjs PAGE.html: seconds from opening a page to its first picture, to the finest level and to the finest picture, in a headless browser.

import { pathToFileURL } from "node:url";
import { Browser, finest, loaded } from "./browser.mjs";

const browser = await Browser.start();
try {
  const begin = performance.now();
  const seconds = () => +((performance.now() - begin) / 1000).toFixed(2);
  const page = await browser.open(`${pathToFileURL(process.argv[2])}?rotate=0`, { width: 560, height: 420, ratio: 1 });
  await page.until("globalThis.asrg && asrg.viewer.models[0].textures", 120);
  const first = seconds();
  await page.until(loaded, 120);
  const level = seconds();
  await page.until(finest, 120);
  console.log(JSON.stringify({ first, level, picture: seconds() }));
} finally {
  await browser.close();
}
