import { geometryLayers, layers } from "./layers.js";
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

  /** A program of its own for each layer and kind of background: branches would cost, also those that are not taken. */
  program(model, layerName, environment, quick) {
    const contracted = model.reach > 0;
    const shines = "highlightMap" in model.textures;
    const key = `${contracted} ${layerName} ${environment} ${quick} ${shines} ${model.fieldOfCells} ${model.networkText}`;
    if (!this.programs.has(key)) {
      const march = shaderTexts[contracted ? "march_contracted.glsl" : "march.glsl"];
      const shade = shaderTexts["highlights.glsl"] + shaderTexts["shade.glsl"].replace("NETWORK", model.networkText);
      const defines = {
        ...loopBounds,
        LAYER: layers.indexOf(layerName),
        ...(geometryLayers.includes(layerName) && { GEOMETRY: 1 }),
        ...(model.fieldOfCells && { FIELD_OF_CELLS: 1 }),
        ...(quick && { QUICK: 1 }),
        ...(environment && { ENVIRONMENT: 1 }),
        ...(shines && { HIGHLIGHTS: 1 }),
      };
      const made = makeProgram(this.gl, shaderTexts["ray.vert.glsl"], shaderTexts["bricks.glsl"] + march + shade, defines);
      this.gl.uniformBlockBinding(made.program, this.gl.getUniformBlockIndex(made.program, "Network"), 0);
      this.programs.set(key, made);
    }
    return this.programs.get(key);
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
    return target;
  }

  freeTarget(target) {
    this.gl.deleteFramebuffer(target.framebuffer);
    this.gl.deleteTexture(target.texture);
    this.starts.free(target);
  }

  /**
   * Draws one ray a pixel.
   * @param target from makeTarget; its former picture is replaced, or added to
   * @param {ModelTextures} model
   * @param camera {axes: 9 numbers, columns right, down, forward; position; focal: [x, y]; principal: [x, y]}, world units and pixels
   * @param {{layer: string, background: number[] | "environment", surroundings?: boolean, quick?: boolean}} how background: premultiplied RGBA; quick: rays
   *   end where next to nothing is behind, and features are looked up once
   * @param {number[]} offset of the ray from the pixel's middle, pixels
   * @param {boolean} add
   * @param {number[]} span first and last column to draw, as shares of the width
   */
  draw(target, model, camera, how, { offset = [0, 0], add = false, span = [0, 1] } = {}) {
    const { gl } = this;
    const environment = how.background === "environment";
    const p = this.program(model, how.layer, environment, Boolean(how.quick));
    const columns = span.map((share) => Math.round(share * target.width));
    if (columns[1] <= columns[0]) return;
    const eye = model.toLattice(camera.position);
    gl.bindVertexArray(this.vertices);
    gl.enable(gl.SCISSOR_TEST);
    gl.blendFunc(gl.ONE, gl.ONE);
    if (model.reach === 0) {
      this.starts.find(target, model, camera, eye, offset, columns, emptyPixel(how), add);
    } else {
      gl.bindFramebuffer(gl.FRAMEBUFFER, target.framebuffer);
      gl.viewport(0, 0, target.width, target.height);
      gl.scissor(columns[0], 0, columns[1] - columns[0], target.height);
      if (add) gl.enable(gl.BLEND);
    }
    gl.useProgram(p.program);
    gl.bindBufferBase(gl.UNIFORM_BUFFER, 0, model.network);
    Object.entries(model.textures).forEach(([name, [kind, texture]], unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(kind, texture);
      gl.uniform1i(p.at(name), unit);
    });
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
    gl.uniform1f(p.at("reach"), how.surroundings === false ? 1 : model.reach);
    gl.uniform1f(p.at("levels"), model.lattice.levels);
    gl.uniform1f(p.at("farDistance"), model.farDistance(camera.position));
    gl.uniformMatrix3fv(p.at("cameraAxes"), false, camera.axes);
    gl.uniform4f(p.at("lens"), ...camera.focal, ...camera.principal);
    gl.uniform2f(p.at("pictureSize"), ...camera.size);
    gl.uniform2f(p.at("pixelOffset"), ...offset);
    if (!environment) gl.uniform4fv(p.at("backgroundColour"), how.background);
    const unit = Object.keys(model.textures).length;
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, target.starts.texture);
    gl.uniform1i(p.at("rayStarts"), unit);
    gl.uniform1i(p.at("block"), target.starts.block);
    gl.drawElements(gl.TRIANGLES, this.gridCorners, gl.UNSIGNED_SHORT, 0);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.SCISSOR_TEST);
    gl.disable(gl.BLEND);
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
