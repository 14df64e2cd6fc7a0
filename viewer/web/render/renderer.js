import { geometryLayers, layers, shadedLayers } from "./layers.js";
import { makeProgram, makeTexture } from "./gl.js";
import { RayStarts } from "./ray_starts.js";
import { shaderTexts } from "./shader_texts.js";

const grid = 24; // cells along the picture, as in ray.vert.glsl
const loopBounds = { MOST_STEPS: 4096, MOST_SAMPLES: 4096 };

/** What shade.glsl makes of a ray that meets nothing. */
function emptyPixel({ layer, background }) {
  if (layer === "final" || layer === "diffuse") return background;
  return layer === "normal" ? [0.5, 0.5, 0.5, 1] : [0, 0, 0, layer === "depth" ? 0 : 1];
}

/** Draws models into textures, and those onto the canvas. Belongs to one WebGL context; a lost context takes all of it along. */
export class Renderer {
  constructor(gl) {
    this.gl = gl;
    this.canAddUp = Boolean(gl.getExtension("EXT_color_buffer_float") || gl.getExtension("EXT_color_buffer_half_float"));
    this.programs = new Map();
    this.presenter = makeProgram(gl, shaderTexts["present.vert.glsl"], shaderTexts["present.glsl"]);
    this.starts = new RayStarts(gl);
    this.vertices = gl.createVertexArray();
    gl.bindVertexArray(this.vertices);
    const corners = [];
    for (let y = 0; y < grid; ++y)
      for (let x = 0; x < grid; ++x) {
        const a = y * (grid + 1) + x;
        corners.push(a, a + 1, a + grid + 1, a + grid + 1, a + 1, a + grid + 2);
      }
    this.gridCorners = corners.length;
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, new Uint16Array(corners), gl.STATIC_DRAW);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.DITHER);
  }

  /** One that is made when it is first asked for. */
  programOf(vertexText, fragmentText, defines, key) {
    if (!this.programs.has(key)) this.programs.set(key, makeProgram(this.gl, vertexText, fragmentText, defines));
    return this.programs.get(key);
  }

  /** Follows rays; DEFERRED: and puts down their sums. */
  marchProgram(model, quick) {
    const contracted = model.reach > 0;
    const march = shaderTexts[contracted ? "march_contracted.glsl" : "march.glsl"];
    const defines = { ...loopBounds, LAYER: 0, ...(model.fieldOfCells && { FIELD_OF_CELLS: 1 }), ...(quick && { QUICK: 1 }) };
    const text = shaderTexts["ray.glsl"] + shaderTexts["bricks.glsl"] + march + shaderTexts["sums.glsl"];
    return this.programOf(shaderTexts["present.vert.glsl"], text, defines, `march ${contracted} ${model.fieldOfCells} ${quick}`);
  }

  /** From sums to colours, or all at once. One for each layer and kind of background: branches would cost, also those that are not taken. */
  shadeProgram(model, layer, environment, deferred) {
    const contracted = model.reach > 0;
    const shines = "highlightMap" in model.textures;
    const march = deferred ? "" : shaderTexts["bricks.glsl"] + shaderTexts[contracted ? "march_contracted.glsl" : "march.glsl"];
    const shade = shaderTexts["highlights.glsl"] + shaderTexts["shade.glsl"].replace("NETWORK", model.networkText);
    const defines = {
      ...loopBounds,
      LAYER: layers.indexOf(layer),
      ...(deferred && { DEFERRED: 1 }),
      ...(geometryLayers.includes(layer) && { GEOMETRY: 1 }),
      ...(model.fieldOfCells && { FIELD_OF_CELLS: 1 }),
      ...(environment && { ENVIRONMENT: 1 }),
      ...(shines && { HIGHLIGHTS: 1 }),
    };
    const key = `shade ${Object.keys(defines)} ${layer} ${contracted} ${model.networkText}`;
    const made = this.programOf(shaderTexts["ray.vert.glsl"], shaderTexts["ray.glsl"] + march + shade, defines, key);
    this.gl.uniformBlockBinding(made.program, this.gl.getUniformBlockIndex(made.program, "Network"), 0);
    return made;
  }

  /**
   * Something to draw into: a texture with its framebuffer.
   * @param {boolean} exact more than 8 bits a channel, so that rays can be added up
   */
  makeTarget(width, height, exact) {
    const { gl } = this;
    const texture = makeTexture(gl, exact ? "rgba16f" : "rgba8", [width, height], null, { linear: true });
    const framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    const target = { width, height, exact, texture, framebuffer, rays: 0 };
    this.starts.attach(target);
    if (this.canAddUp) target.sums = this.makeSums(target);
    return target;
  }

  makeSums({ width, height, starts }) {
    const { gl } = this;
    const textures = [0, 1].map(() => makeTexture(gl, "rgba16f", [width, height], null));
    const framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    textures.forEach((texture, i) => gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + i, gl.TEXTURE_2D, texture, 0));
    gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.RENDERBUFFER, starts.depth);
    gl.drawBuffers([gl.COLOR_ATTACHMENT0, gl.COLOR_ATTACHMENT1]);
    return { textures, framebuffer };
  }

  freeTarget(target) {
    this.gl.deleteFramebuffer(target.framebuffer);
    this.gl.deleteTexture(target.texture);
    this.starts.free(target);
    if (!target.sums) return;
    this.gl.deleteFramebuffer(target.sums.framebuffer);
    for (const texture of target.sums.textures) this.gl.deleteTexture(texture);
  }

  /**
   * Draws one ray a pixel.
   * @param target from makeTarget; its former picture is replaced, or added to
   * @param {ModelTextures} model
   * @param camera {axes: 9 numbers, columns right, down, forward; position; focal: [x, y]; principal: [x, y]}, world units and pixels
   * @param {{layer: string, background: number[] | "environment", surroundings?: boolean, quick?: boolean}} how background: premultiplied RGBA; quick: of a
   *   model without surroundings features are looked up once a ray
   * @param {number[]} offset of the ray from the pixel's middle, pixels
   * @param {boolean} add
   * @param {number[]} span first and last column to draw, as shares of the width
   */
  draw(target, model, camera, how, { offset = [0, 0], add = false, span = [0, 1] } = {}) {
    const { gl } = this;
    const columns = span.map((share) => Math.round(share * target.width));
    if (columns[1] <= columns[0]) return;
    const environment = how.background === "environment";
    const eye = model.toLattice(camera.position);
    const view = { ...camera, eye, offset };
    gl.bindVertexArray(this.vertices);
    gl.enable(gl.SCISSOR_TEST);
    gl.blendFunc(gl.ONE, gl.ONE);
    if (model.reach === 0) this.starts.find(target, model, view, columns, emptyPixel(how), add);
    gl.viewport(0, 0, target.width, target.height);
    gl.scissor(columns[0], 0, columns[1] - columns[0], target.height);
    const deferred = Boolean(target.sums) && shadedLayers.includes(how.layer);
    if (deferred) {
      gl.disable(gl.BLEND);
      gl.bindFramebuffer(gl.FRAMEBUFFER, target.sums.framebuffer);
      this.use(this.marchProgram(model, Boolean(how.quick) && model.reach === 0), target, model, view, how);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    }
    gl.bindFramebuffer(gl.FRAMEBUFFER, target.framebuffer);
    if (add) gl.enable(gl.BLEND);
    const p = this.shadeProgram(model, how.layer, environment, deferred);
    gl.bindBufferBase(gl.UNIFORM_BUFFER, 0, model.network);
    this.use(p, target, model, view, how);
    if (!environment) gl.uniform4fv(p.at("backgroundColour"), how.background);
    gl.drawElements(gl.TRIANGLES, this.gridCorners, gl.UNSIGNED_SHORT, 0);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.SCISSOR_TEST);
    gl.disable(gl.BLEND);
  }

  /** Makes a program current, with what it wants to know of a model and a view. */
  use(p, target, model, { axes, focal, principal, size, position, eye, offset }, { surroundings }) {
    const { gl } = this;
    gl.useProgram(p.program);
    const textures = { ...model.textures, rayStarts: [gl.TEXTURE_2D, target.starts.texture] };
    if (target.sums) ["composites", "features"].forEach((name, i) => (textures[name] = [gl.TEXTURE_2D, target.sums.textures[i]]));
    let unit = 0;
    for (const [name, [kind, texture]] of Object.entries(textures)) {
      if (p.at(name) === null) continue;
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(kind, texture);
      gl.uniform1i(p.at(name), unit++);
    }
    gl.uniform3iv(p.at("tableSize"), model.tableSize);
    gl.uniform4fv(p.at("lowA"), model.lows, 0, 4);
    gl.uniform4fv(p.at("lowB"), model.lows, 4, 4);
    gl.uniform4fv(p.at("spanA"), model.spans, 0, 4);
    gl.uniform4fv(p.at("spanB"), model.spans, 4, 4);
    gl.uniform3fv(p.at("texelSize"), model.texelSize);
    gl.uniform3fv(p.at("extent"), model.extent);
    gl.uniform3fv(p.at("eye"), eye);
    gl.uniform1f(p.at("sampleDistance"), model.sampleDistance);
    gl.uniform1f(p.at("inverseReference"), 1 / model.referenceLength);
    gl.uniform1f(p.at("highlightStep"), model.highlightStep);
    gl.uniform1f(p.at("reach"), surroundings === false ? 1 : model.reach);
    gl.uniform1f(p.at("levels"), model.lattice.levels);
    gl.uniform1f(p.at("farDistance"), model.farDistance(position));
    gl.uniformMatrix3fv(p.at("cameraAxes"), false, axes);
    gl.uniform4f(p.at("lens"), ...focal, ...principal);
    gl.uniform2f(p.at("pictureSize"), ...size);
    gl.uniform2f(p.at("pixelOffset"), ...offset);
    gl.uniform1i(p.at("block"), target.starts.block);
  }

  /** Puts a target's picture onto the canvas, or into another target. */
  present(target, rays, width, height, framebuffer = null) {
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.viewport(0, 0, width, height);
    gl.useProgram(this.presenter.program);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, target.texture);
    gl.uniform1i(this.presenter.at("picture"), 0);
    gl.uniform1f(this.presenter.at("gain"), 1 / rays);
    gl.bindVertexArray(this.vertices);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  /** The mean of s x s rays a pixel, as bytes RGBA from the top row on: for tests, and for pictures to be kept. */
  picture(model, camera, how, supersample) {
    const { gl } = this;
    const [width, height] = camera.size;
    const several = supersample > 1 && this.canAddUp;
    const sum = this.makeTarget(width, height, several);
    const shown = this.makeTarget(width, height, false);
    const s = several ? supersample : 1;
    for (let j = 0; j < s; ++j)
      for (let i = 0; i < s; ++i) this.draw(sum, model, camera, how, { offset: [(i + 0.5) / s - 0.5, (j + 0.5) / s - 0.5], add: i + j > 0 });
    this.present(sum, s * s, width, height, shown.framebuffer);
    const bytes = new Uint8Array(4 * width * height);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
    this.freeTarget(sum);
    this.freeTarget(shown);
    const upright = new Uint8Array(bytes.length);
    for (let y = 0; y < height; ++y) upright.set(bytes.subarray(4 * width * (height - 1 - y), 4 * width * (height - y)), 4 * width * y);
    return upright;
  }
}
