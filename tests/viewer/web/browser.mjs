// A headless Chromium, driven through its DevTools protocol over two pipes: nothing but node is needed.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const names = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The program; null where there is none. */
export function findBrowser() {
  return [process.env.ASRG_CHROMIUM, ...names].find((name) => name && existsSync(name)) ?? null;
}

export class Browser {
  static async start(flags = []) {
    const profile = mkdtempSync(join(tmpdir(), "asrg-browser-"));
    const child = spawn(
      findBrowser(),
      [
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--use-gl=angle",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
        "--hide-scrollbars",
        "--force-color-profile=srgb",
        `--user-data-dir=${profile}`,
        "--remote-debugging-pipe",
        ...flags,
        "about:blank",
      ],
      { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
    );
    return new Browser(child, profile);
  }

  constructor(child, profile) {
    this.child = child;
    this.profile = profile;
    this.waiting = new Map();
    this.listeners = [];
    this.next = 0;
    let rest = Buffer.alloc(0);
    child.stdio[4].on("data", (piece) => {
      rest = Buffer.concat([rest, piece]);
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        this.hear(JSON.parse(rest.subarray(0, end).toString()));
        rest = rest.subarray(end + 1);
      }
    });
    const fail = () => {
      for (const { reject } of this.waiting.values()) reject(new Error("the browser went away"));
      this.waiting.clear();
    };
    child.on("exit", fail);
    child.stdio[3].on("error", fail);
  }

  hear(message) {
    if (message.id !== undefined) {
      const { resolve, reject } = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if (message.error) reject(new Error(message.error.message));
      else resolve(message.result);
      return;
    }
    for (const listener of this.listeners) listener(message);
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.next;
    this.child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  /** @returns {Promise<Page>} @param {number} width, height CSS pixels */
  async open(url, { width = 400, height = 400, ratio = 0.5, touch = false, reducedMotion = false } = {}) {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page(this, sessionId, targetId);
    await page.send("Page.enable");
    await page.send("Runtime.enable");
    await page.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: ratio, mobile: touch });
    if (touch) await page.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 2 });
    if (reducedMotion) await page.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-reduced-motion", value: "reduce" }] });
    await page.send("Page.navigate", { url });
    return page;
  }

  /** Its processes: {id, kind: "browser", "renderer", "gpu-process", ...}. */
  processes() {
    const all = new Map();
    for (const id of readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name))) {
      try {
        const parent = Number(readFileSync(`/proc/${id}/stat`, "utf8").replace(/.*\) /, "").split(" ")[1]);
        all.set(Number(id), { id: Number(id), parent, kind: /--type=([a-z-]+)/.exec(readFileSync(`/proc/${id}/cmdline`, "utf8"))?.[1] ?? "browser" });
      } catch {
        // It ended meanwhile.
      }
    }
    const own = (process) => process !== undefined && (process.id === this.child.pid || own(all.get(process.parent)));
    return [...all.values()].filter(own);
  }

  /** CPU seconds of its processes so far: on a busy machine they say more than the clock. */
  cpuSeconds() {
    const ticks = ({ id }) => {
      const fields = readFileSync(`/proc/${id}/stat`, "utf8").replace(/.*\) /, "").split(" ");
      return Number(fields[11]) + Number(fields[12]);
    };
    return this.processes().reduce((sum, process) => sum + ticks(process), 0) / 100;
  }

  /** The most memory that processes of a kind had so far, MB together. */
  peakMegabytes(kind) {
    const peak = ({ id }) => Number(/VmHWM:\s*([0-9]+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))[1]) / 1024;
    return Math.round(
      this.processes()
        .filter((process) => process.kind === kind)
        .reduce((sum, process) => sum + peak(process), 0),
    );
  }

  async close() {
    const gone = new Promise((resolve) => this.child.on("exit", resolve));
    await this.send("Browser.close").catch(() => {});
    await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 5000))]);
    if (this.child.exitCode === null) this.child.kill("SIGKILL");
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

export class Page {
  constructor(browser, sessionId, targetId) {
    Object.assign(this, { browser, sessionId, targetId });
    /** What went wrong in the page. */
    this.errors = [];
    browser.listeners.push((message) => {
      if (message.sessionId !== sessionId) return;
      if (message.method === "Runtime.exceptionThrown")
        this.errors.push(message.params.exceptionDetails.exception?.description ?? message.params.exceptionDetails.text);
      if (message.method === "Runtime.consoleAPICalled" && message.params.type === "error")
        this.errors.push(message.params.args.map((a) => a.value ?? a.description).join(" "));
    });
  }

  send(method, params) {
    return this.browser.send(method, params, this.sessionId);
  }

  /** The value of an expression, which may be a promise. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until an expression is true. */
  async until(expression, seconds = 60) {
    const end = Date.now() + 1000 * seconds;
    for (;;) {
      if (await this.evaluate(`Boolean(${expression})`).catch(() => false)) return;
      if (Date.now() > end) throw new Error(`in vain waited for: ${expression}; errors: ${this.errors.join("; ") || "none"}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async screenshot(file) {
    const { data } = await this.send("Page.captureScreenshot", { format: "png" });
    writeFileSync(file, Buffer.from(data, "base64"));
  }

  async close() {
    await this.browser.send("Target.closeTarget", { targetId: this.targetId });
  }
}

/** "the model's finest level is there", "and the picture at rest is finest", for until(). */
export const loaded = "globalThis.asrg && asrg.viewer.models[asrg.viewer.shown].textures?.last";
export const finest = `${loaded} && asrg.viewer.finest`;
