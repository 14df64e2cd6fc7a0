// node page.test.mjs FOLDER: pages of the small models that write_symbols has written there, driven in a headless browser from file://.

import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Pacing } from "../../../viewer/web/page/pacing.js";
import { Browser, finest, loaded } from "./browser.mjs";

const folder = process.argv[2];
const asrg = process.env.ASRG_PROGRAM;
const pictures = process.env.ASRG_PICTURES; // a folder for screenshots, to be looked at
let failures = 0;

function check(good, what) {
  console.log(`${good ? "ok" : "FAILED"}: ${what}`);
  if (!good) ++failures;
}

function makePage(name, models, ...options) {
  const out = join(folder, `${name}.html`);
  execFileSync(asrg, ["page", ...models.map((m) => join(folder, `${m}.asrg`)), "-o", out, ...options]);
  return out;
}

const pose = "JSON.stringify(asrg.viewer.camera.target)";
const address = (file, query = "?rotate=0") => pathToFileURL(file).href + query;
const browser = await Browser.start();

async function shoot(page, name) {
  if (pictures) await page.screenshot(join(pictures, `${name}.png`));
}

async function mouse(page, type, x, y, more = {}) {
  await page.send("Input.dispatchMouseEvent", { type, x, y, button: "left", buttons: type === "mouseReleased" ? 0 : 1, clickCount: 1, ...more });
}

async function touch(page, type, points) {
  await page.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
}

async function key(page, name, modifiers = 0) {
  for (const type of ["keyDown", "keyUp"]) await page.send("Input.dispatchKeyEvent", { type, key: name, modifiers });
}

/** Does the pose change while act() is done? */
async function changes(page, act) {
  const before = await page.evaluate(pose);
  await act();
  await new Promise((resolve) => setTimeout(resolve, 100));
  return before !== (await page.evaluate(pose));
}

async function testInteraction() {
  writeFileSync(
    join(folder, "views.json"),
    JSON.stringify({ 1: { pivot: [0, 0, 0], azimuth: 1, elevation: 0.2, distance: 5 }, 3: { pivot: [1, 0, 0], azimuth: 2, elevation: 1, distance: 9 } }),
  );
  const file = makePage("three", ["random3", "random2", "random1"], "--views", join(folder, "views.json"), "--title", 'A <b>"title"</b> & more');
  const page = await browser.open(address(file), { touch: true });
  await page.until(finest);
  await shoot(page, "three");
  check((await page.evaluate("document.title")) === 'A <b>"title"</b> & more', "the title is text");
  check((await page.evaluate("document.querySelectorAll('#controls button').length")) >= 11, "there are buttons for models, views, tools");
  check(await page.evaluate("[...document.querySelectorAll('button')].every((b) => b.getAttribute('aria-label'))"), "every button has a label");
  check(
    await changes(page, async () => {
      await touch(page, "touchStart", [[200, 150]]);
      await touch(page, "touchMove", [[240, 170]]);
      await touch(page, "touchEnd", []);
    }),
    "one finger orbits",
  );
  check(
    await changes(page, async () => {
      await touch(page, "touchStart", [
        [150, 150],
        [250, 150],
      ]);
      await touch(page, "touchMove", [
        [120, 150],
        [280, 150],
      ]);
      await touch(page, "touchEnd", []);
    }),
    "two fingers zoom",
  );
  check(await changes(page, () => page.send("Input.dispatchMouseEvent", { type: "mouseWheel", x: 100, y: 100, deltaX: 0, deltaY: 120 })), "the wheel zooms");
  check(await changes(page, () => key(page, "ArrowLeft")), "arrows orbit");
  check(await changes(page, () => key(page, "3")), "a key flies to a saved view");
  check((await page.evaluate("asrg.viewer.camera.target.distance")) === 9, "which is that view");
  await page.evaluate("asrg.actions.reset()");
  check(
    (await page.evaluate(pose)) ===
      (await page.evaluate(
        "(({ azimuth, distance, elevation, pivot }, t) => JSON.stringify(Object.fromEntries(Object.keys(t).map((k) => [k, { azimuth, distance, elevation, pivot }[k]]))))(asrg.viewer.camera.home, asrg.viewer.camera.target)",
      )),
    "reset goes home",
  );
  await page.evaluate("for (let i = 0; i < 200; ++i) { asrg.actions.zoomBy(1); asrg.actions.pan(900, 900); asrg.actions.orbit(0, 900); }");
  const limits = await page.evaluate("({ t: asrg.viewer.camera.target, near: asrg.viewer.camera.nearest })");
  check(limits.t.distance >= limits.near && limits.t.elevation <= 1.54, "nobody gets lost");
  await key(page, "Home");
  await page.until(finest);
  const frames = await page.evaluate("asrg.viewer.frames");
  await new Promise((resolve) => setTimeout(resolve, 400));
  check((await page.evaluate("asrg.viewer.frames")) === frames, "a resting picture costs nothing");
  await page.evaluate("asrg.actions.compare()");
  await page.until("asrg.viewer.models[1].textures?.last && asrg.viewer.finest");
  await shoot(page, "divider");
  await page.evaluate("document.getElementById('divider').focus()");
  await key(page, "ArrowRight");
  check(Math.abs((await page.evaluate("asrg.viewer.split")) - 0.55) < 1e-6, "arrows move the divider");
  await mouse(page, "mousePressed", 220, 100);
  await mouse(page, "mouseMoved", 100, 100);
  await mouse(page, "mouseReleased", 100, 100);
  check(Math.abs((await page.evaluate("asrg.viewer.split")) - 0.25) < 0.01, "the divider is dragged");
  await page.evaluate("asrg.actions.compare()");
  for (const layer of ["diffuse", "specular", "normal", "level", "final"]) {
    await page.evaluate(`asrg.actions.layer("${layer}")`);
    await page.until(finest);
    await shoot(page, `layer-${layer}`);
  }
  const world = await page.evaluate(
    "(() => { for (let y = 60; y < 340; y += 20) for (let x = 60; x < 340; x += 20) { const p = asrg.viewer.pick(x, y); if (p) return p; } return null; })()",
  );
  check(world !== null && world.every((x) => Number.isFinite(x)), "a place on the object is found");
  await page.send("Emulation.setDeviceMetricsOverride", { width: 300, height: 500, deviceScaleFactor: 0.5, mobile: true });
  await page.until("asrg.viewer.canvas.width === 150 && asrg.viewer.finest");
  check(true, "resized");
  await page.evaluate("globalThis.lose = asrg.viewer.gl.getExtension('WEBGL_lose_context'); lose.loseContext()");
  await page.until("!asrg.viewer.renderer");
  await page.evaluate("lose.restoreContext()");
  await page.until(finest);
  check(true, "a lost context comes back");
  check(page.errors.length === 0, `no errors: ${page.errors.join("; ")}`);
  await page.close();
}

function testPacing() {
  const pacing = new Pacing();
  const pixels = () => 1e6 * pacing.scale ** 2;
  const settle = (perMillisecond) => {
    for (let i = 0; i < 200; ++i) pacing.saw(Math.max(16, pixels() / perMillisecond), pixels());
    return pixels() / perMillisecond;
  };
  const slow = settle(1e4);
  check(slow < 32 && pacing.scale < 0.7, `a slow device draws fewer pixels while something moves: ${slow.toFixed(1)} ms`);
  settle(1e6);
  check(pacing.scale === 1, "a fast one all of them");
  settle(100);
  check(pacing.scale >= 0.29, "never so few that nothing is to be seen");
}

async function testMotion() {
  const file = makePage("turning", ["random2"], "--background", "transparent");
  const page = await browser.open(address(file, ""));
  await page.until(loaded);
  check(await changes(page, () => page.until("asrg.viewer.frames > 12")), "it rotates by itself");
  await mouse(page, "mousePressed", 200, 200);
  await mouse(page, "mouseReleased", 200, 200);
  check((await page.evaluate("asrg.viewer.rotating")) === false, "the first touch stops it");
  await page.until(finest);
  const { rest, canvas } = await page.evaluate(
    "({ rest: [asrg.viewer.restTarget.width, asrg.viewer.rest.pass], canvas: [asrg.viewer.canvas.width, asrg.viewer.canvas.clientWidth] })",
  );
  check(rest[0] === canvas[0] && rest[0] === canvas[1] / 2 && rest[1] >= 4, "at rest every pixel has several rays");
  check((await page.evaluate("getComputedStyle(document.body).backgroundColor")) === "rgba(0, 0, 0, 0)", "its background is transparent");
  await page.close();
  const calm = await browser.open(address(file, ""), { reducedMotion: true });
  await calm.until(loaded);
  check((await calm.evaluate("asrg.viewer.rotating")) === false, "it stands still where less motion is asked for");
  await calm.close();
}

async function testBroken() {
  const text = readFileSync(makePage("good", ["random2"]), "utf8");
  const cut = join(folder, "broken.html");
  writeFileSync(cut, text.replace(/(id="model-0">.{400}).{40}/, "$1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
  const page = await browser.open(address(cut));
  await page.until("!document.getElementById('message').hidden");
  const said = await page.evaluate("document.getElementById('message').textContent");
  check(said.includes("problem E"), `a broken model: ${said}`);
  await shoot(page, "broken");
  await page.close();
}

async function testEmbedded() {
  makePage("separate", ["random4"], "--separate");
  const server = createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, "http://x").pathname.slice(1));
    if (name === "host.html") {
      response.setHeader("content-type", "text/html");
      response.end(
        "<script>heard = []; onmessage = (e) => heard.push(e.data)</script><iframe id=f src='separate.html?rotate=0&controls=0' width=300 height=300></iframe>",
      );
      return;
    }
    if (/[/]/.test(name)) return response.writeHead(404).end();
    try {
      response.setHeader("content-type", name.endsWith(".html") ? "text/html" : "application/octet-stream");
      const bytes = readFileSync(join(folder, name));
      // In pieces, so that coarse levels come first.
      let at = 0;
      const go = () => {
        if (at >= bytes.length) return response.end();
        response.write(bytes.subarray(at, (at += Math.ceil(bytes.length / 8))));
        setTimeout(go, 60);
      };
      go();
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const page = await browser.open(`http://127.0.0.1:${server.address().port}/host.html`);
  await page.until("heard.some((m) => m.source === 'asrg' && m.event === 'loaded' && m.finest)");
  await page.until("heard.some((m) => m.event === 'view')");
  check(await page.evaluate("heard.some((m) => m.event === 'loaded' && !m.finest)"), "coarse levels come first");
  await page.evaluate(
    "document.getElementById('f').contentWindow.postMessage({ target: 'asrg', view: { pivot: [0, 0, 0], azimuth: 1, elevation: 0.1, distance: 7 } }, '*')",
  );
  await page.until("heard.some((m) => m.event === 'view' && Math.abs(m.view.azimuth - 1) < 0.01)");
  check(true, "a parent sends a view and hears of it");
  await page.close();
  server.close();
}

try {
  for (const test of [testPacing, testInteraction, testMotion, testBroken, testEmbedded]) await test();
} catch (error) {
  check(false, error.stack);
} finally {
  await browser.close();
}
process.exit(failures > 0 ? 1 : 0);
