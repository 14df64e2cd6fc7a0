import { ModelTextures } from "../render/model_textures.js";
import { layers } from "../render/layers.js";
import { Renderer } from "../render/renderer.js";
import { loadModel } from "./loading.js";
import { OrbitCamera } from "./orbit.js";
import { Pacing } from "./pacing.js";
import { add, scale, unit } from "./vectors.js";

const mostTextureBytes = 160e6; // of models that are kept; the shown ones always are
const mostPixels = 4e6;
const restAfter = 120; // ms without a change
const turnRate = 0.35; // radians a second
const leastRestRays = 2; // along each side of a pixel

/**
 * Models on a canvas: loads them, draws what has changed and, once all is at rest, a finer picture. Events (of the canvas' parent): "asrg-loaded",
 * "asrg-view", "asrg-progress", "asrg-error", "asrg-change".
 */
export class Viewer {
  /** @param settings as `asrg page` writes them (see compress/page/page_settings.h) */
  constructor(canvas, settings) {
    this.canvas = canvas;
    this.settings = settings;
    this.models = settings.models.map((said) => ({ said, textures: null, loading: null, failed: null, used: 0 }));
    this.shown = 0;
    this.other = -1; // right of the divider; -1: none
    this.split = 0.5;
    this.layer = "final";
    this.surroundings = true;
    this.camera = new OrbitCamera(settings.box, settings, settings.home);
    this.calm = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;
    this.rotating = !this.calm && settings.rotate !== false;
    this.pacing = new Pacing();
    this.frames = 0; // drawn so far
    this.lastFrame = 0;
    this.changedAt = 0;
    this.rest = null;
    this.scheduled = false;
    this.finest = false; // whether the resting picture is complete
    this.start();
    canvas.addEventListener("webglcontextlost", (event) => this.lost(event));
    canvas.addEventListener("webglcontextrestored", () => this.start());
    document.addEventListener("visibilitychange", () => this.change());
    new ResizeObserver(() => this.change()).observe(canvas);
  }

  start() {
    const gl = this.canvas.getContext("webgl2", { alpha: true, antialias: false, depth: false, premultipliedAlpha: true, powerPreference: "high-performance" });
    if (!gl) throw new Error("this browser cannot draw the model: it has no WebGL 2");
    this.gl = gl;
    this.renderer = new Renderer(gl);
    this.moving = null; // the target of pictures of a moving camera
    this.rest = null;
    this.show(this.shown, this.other);
  }

  lost(event) {
    event.preventDefault();
    this.renderer = null;
    for (const model of this.models) model.textures = null;
    this.rest = this.moving = null;
  }

  tell(name, detail) {
    this.canvas.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  /** Shows one model, or two with a divider between them; loads what is missing. */
  show(index, other = -1) {
    this.shown = index;
    this.other = other;
    for (const i of [index, other]) if (i >= 0) this.load(i);
    this.change();
    this.tell("asrg-change");
  }

  load(index) {
    const model = this.models[index];
    model.used = ++this.frames;
    if (model.loading || model.failed || (model.textures && model.textures.last)) return;
    model.loading = loadModel(
      model.said,
      (flat, last) => this.take(index, flat, last),
      (share) => this.tell("asrg-progress", { index, share }),
    );
    model.loading.done
      .catch((error) => {
        model.failed = error;
        this.tell("asrg-error", { index, message: error.message });
      })
      .finally(() => {
        model.loading = null;
      });
  }

  take(index, flat, last) {
    if (!this.renderer) return;
    const model = this.models[index];
    model.textures?.dispose();
    model.textures = null;
    this.makeRoom();
    model.textures = new ModelTextures(this.gl, flat);
    model.textures.last = last;
    this.change();
    this.tell("asrg-loaded", { index, level: flat.level, last, textureBytes: model.textures.bytes });
  }

  /** Gives up the textures of models that were not shown for longest. */
  makeRoom() {
    const others = this.models.filter((m, i) => m.textures && i !== this.shown && i !== this.other).sort((a, b) => a.used - b.used);
    let bytes = this.models.reduce((sum, m) => sum + (m.textures?.bytes ?? 0), 0);
    for (const model of others) {
      if (bytes < mostTextureBytes) return;
      bytes -= model.textures.bytes;
      model.textures.dispose();
      model.textures = null;
    }
  }

  /** To be called whenever the picture may look different. */
  change() {
    this.changedAt = performance.now();
    this.rest = null;
    this.finest = false;
    this.schedule();
  }

  schedule() {
    if (this.scheduled || document.hidden) return;
    this.scheduled = true;
    requestAnimationFrame((now) => {
      this.scheduled = false;
      if (this.renderer && !document.hidden) this.frame(now);
    });
  }

  get size() {
    const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
    const { clientWidth, clientHeight } = this.canvas;
    const shrink = Math.min(1, Math.sqrt(mostPixels / Math.max(1, clientWidth * clientHeight * ratio * ratio)));
    return [Math.max(1, Math.round(clientWidth * ratio * shrink)), Math.max(1, Math.round(clientHeight * ratio * shrink))];
  }

  frame(now) {
    const since = now - this.lastFrame;
    const followed = since < 500;
    this.lastFrame = now;
    const seconds = followed ? Math.min(since, 100) / 1000 : 1 / 60;
    if (this.rotating && this.ready) this.camera.turn(turnRate * seconds);
    const onItsWay = this.camera.advance(seconds);
    if (onItsWay || this.rotating) this.changedAt = now;
    const [width, height] = this.size;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.rest = null;
    }
    if (!this.ready) return;
    if (now - this.changedAt < restAfter) {
      this.finest = false;
      this.rest = null;
      this.drawMoving(width, height, followed ? since : 0);
      this.schedule();
    } else if (this.drawRest(width, height)) {
      this.schedule();
    }
  }

  get ready() {
    return Boolean(this.models[this.shown].textures);
  }

  /** Scale of pictures while something moves: steps, so that textures are not made anew at each frame. */
  drawMoving(width, height, since) {
    if (since > 0 && this.moving?.drawn) this.pacing.saw(since, this.moving.width * this.moving.height);
    const share = Math.ceil(this.pacing.scale * 10) / 10;
    const w = Math.max(1, Math.round(width * share));
    const h = Math.max(1, Math.round(height * share));
    if (!this.moving || this.moving.width !== w || this.moving.height !== h) {
      if (this.moving) this.renderer.freeTarget(this.moving);
      this.moving = this.renderer.makeTarget(w, h, false);
    }
    this.drawInto(this.moving, { quick: true });
    this.moving.drawn = true;
    this.renderer.present(this.moving, 1, width, height);
    ++this.frames;
  }

  /** Goes on with the resting picture. @returns {boolean} whether there is more to do */
  drawRest(width, height) {
    const rays = Math.max(leastRestRays, this.models[this.shown].textures.supersample);
    const side = this.renderer.canAddUp ? rays : 1;
    if (this.moving) this.moving.drawn = false;
    if (!this.rest) {
      if (this.restTarget && (this.restTarget.width !== width || this.restTarget.height !== height || !this.gl.isTexture(this.restTarget.texture))) {
        this.renderer.freeTarget(this.restTarget);
        this.restTarget = null;
      }
      this.restTarget ??= this.renderer.makeTarget(width, height, this.renderer.canAddUp);
      this.rest = { pass: 0, column: 0 };
    }
    const { rest } = this;
    if (rest.pass < side * side) {
      const next = Math.min(width, rest.column + this.pacing.columns(width, height));
      const offset = [((rest.pass % side) + 0.5) / side - 0.5, (Math.floor(rest.pass / side) + 0.5) / side - 0.5];
      this.drawInto(this.restTarget, { offset, add: rest.pass > 0, span: [rest.column / width, next / width] });
      rest.column = next;
      ++this.frames;
      if (next < width) return true;
      rest.column = 0;
      ++rest.pass;
      this.renderer.present(this.restTarget, rest.pass, width, height);
      if (rest.pass < side * side) return true;
    }
    this.finest = true;
    this.tell("asrg-view", { view: this.camera.pose, index: this.shown });
    return false;
  }

  /** @param {boolean} quick as Renderer.draw() has it, and so the others */
  drawInto(target, { offset = [0, 0], add = false, span = [0, 1], quick = false }) {
    const camera = this.camera.camera([target.width, target.height]);
    const draw = (index, from, to) => {
      const { textures } = this.models[index];
      if (textures && to > from) this.renderer.draw(target, textures, camera, { ...this.how(textures), quick }, { offset, add, span: [from, to] });
    };
    const right = this.other >= 0 && this.models[this.other].textures ? this.other : -1;
    if (right < 0) {
      draw(this.shown, ...span);
      return;
    }
    draw(this.shown, span[0], Math.min(span[1], this.split));
    draw(right, Math.max(span[0], this.split), span[1]);
  }

  how(textures) {
    const { background } = this.settings;
    const own = textures.background === "environment" && background === null && this.surroundings;
    return {
      layer: this.layer,
      surroundings: this.surroundings,
      background: own ? "environment" : (background ?? (textures.background === "black" ? [0, 0, 0, 1] : [1, 1, 1, 1])),
    };
  }

  /** The world position that is seen at a place of the canvas, CSS pixels; null where nothing is. */
  pick(x, y) {
    const { textures } = this.models[this.shown];
    if (!textures || !this.renderer) return null;
    const size = [this.canvas.clientWidth, this.canvas.clientHeight];
    const camera = this.camera.camera(size);
    const one = { ...camera, size: [1, 1], principal: [camera.principal[0] - x + 0.5, camera.principal[1] - y + 0.5] };
    const rgba = this.renderer.picture(textures, one, { layer: "depth", background: [0, 0, 0, 0] }, 1);
    if (rgba[3] < 128) return null;
    const share = (rgba[0] + rgba[1] / 255 + rgba[2] / 65025) / 255;
    const far = textures.farDistance(camera.position);
    const ray = [(x - camera.principal[0]) / camera.focal[0], (y - camera.principal[1]) / camera.focal[1], 1];
    const axis = (k) => camera.axes.slice(3 * k, 3 * k + 3);
    const direction = unit(add(add(scale(ray[0], axis(0)), scale(ray[1], axis(1))), axis(2)));
    return add(camera.position, scale(share * far * textures.lattice.cell, direction));
  }

  stopRotating() {
    if (!this.rotating) return;
    this.rotating = false;
    this.tell("asrg-change");
  }

  setLayer(layer) {
    if (!layers.includes(layer)) return;
    this.layer = layer;
    this.change();
    this.tell("asrg-change");
  }

  goTo(pose) {
    this.stopRotating();
    this.camera.goTo(pose, this.calm);
    this.change();
  }
}
