import { makeProgram, makeTexture } from "./gl.js";
import { shaderTexts } from "./shader_texts.js";

// Before a picture is drawn, boxes around all that is in the model (see leafBoxes) are: where a ray meets the first of them it begins, and rays that
// meet none are only filled in.

const verticesOfABox = 18;
const nearest = 0.02; // of the model's size: cameras that are closer to its boxes do without

export class RayStarts {
  constructor(gl) {
    this.gl = gl;
    this.boxes = makeProgram(gl, shaderTexts["boxes.vert.glsl"], shaderTexts["boxes.glsl"]);
    this.filler = makeProgram(gl, shaderTexts["present.vert.glsl"], shaderTexts["fill.glsl"]);
  }

  /** What a target needs besides its picture: depths, shared with a texture of distances. */
  attach(target) {
    const { gl } = this;
    const { width, height } = target;
    const depth = gl.createRenderbuffer();
    gl.bindRenderbuffer(gl.RENDERBUFFER, depth);
    gl.renderbufferStorage(gl.RENDERBUFFER, gl.DEPTH_COMPONENT24, width, height);
    const texture = makeTexture(gl, "rgba8", [width, height], null);
    const framebuffer = gl.createFramebuffer();
    for (const each of [framebuffer, target.framebuffer]) {
      gl.bindFramebuffer(gl.FRAMEBUFFER, each);
      if (each === framebuffer) gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
      gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.RENDERBUFFER, depth);
    }
    target.starts = { depth, texture, framebuffer };
  }

  free(target) {
    const { gl } = this;
    gl.deleteFramebuffer(target.starts.framebuffer);
    gl.deleteTexture(target.starts.texture);
    gl.deleteRenderbuffer(target.starts.depth);
  }

  /**
   * Draws the boxes. Viewport and scissor are the picture's.
   * @param {number[]} eye lattice units
   * @returns {boolean} false where that is of no use: the camera is among the boxes
   */
  find(target, model, camera, eye, offset) {
    const { gl } = this;
    const size = Math.hypot(...model.extent);
    const away = Math.hypot(...eye.map((x, k) => Math.max(model.boxes.low[k] - x, x - model.boxes.high[k], 0)));
    if (model.reach > 0 || away < nearest * size) return false;
    gl.bindFramebuffer(gl.FRAMEBUFFER, target.starts.framebuffer);
    gl.enable(gl.DEPTH_TEST);
    gl.depthMask(true);
    gl.depthFunc(gl.LESS);
    gl.clear(gl.DEPTH_BUFFER_BIT);
    const { boxes: p } = this;
    gl.useProgram(p.program);
    gl.uniform3fv(p.at("eye"), eye);
    gl.uniform1f(p.at("width"), model.boxes.width);
    // Corners are rounded to sixteenths of a pixel, or finer.
    gl.uniform1f(p.at("margin"), (0.1 * (away + size)) / Math.min(...camera.focal));
    gl.uniform1f(p.at("near"), 0.5 * away);
    gl.uniform1f(p.at("farDistance"), model.farDistance(camera.position));
    gl.uniformMatrix3fv(p.at("cameraAxes"), false, camera.axes);
    gl.uniform4f(p.at("lens"), ...camera.focal, ...camera.principal);
    gl.uniform2f(p.at("pictureSize"), ...camera.size);
    gl.uniform2f(p.at("pixelOffset"), ...offset);
    gl.bindVertexArray(model.boxes.vertices);
    gl.drawArraysInstanced(gl.TRIANGLES, 0, verticesOfABox, model.boxes.count);
    gl.depthMask(false);
    gl.depthFunc(gl.GREATER); // what is drawn next lies at the far end: it appears where a box is
    return true;
  }

  /** Fills in what find() has found no box for, and ends what it began. A vertex array without attributes must be bound. */
  fill(colour) {
    const { gl } = this;
    gl.depthFunc(gl.EQUAL);
    gl.useProgram(this.filler.program);
    gl.uniform4fv(this.filler.at("colour"), colour);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    gl.disable(gl.DEPTH_TEST);
  }
}
