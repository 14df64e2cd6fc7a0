import { makeProgram, makeTexture } from "./gl.js";
import { shaderTexts } from "./shader_texts.js";

// Before a picture is drawn, the rays of each block of pixels are followed together through what is empty for all of them: each begins where that ends,
// and where none meets anything the background is put without following any.

const block = 4; // pixels along a side
const mostBeamSteps = 96;

export class RayStarts {
  constructor(gl) {
    this.gl = gl;
    this.beams = makeProgram(gl, shaderTexts["present.vert.glsl"], shaderTexts["beams.glsl"], { MOST_BEAM_STEPS: mostBeamSteps });
    this.filler = makeProgram(gl, shaderTexts["present.vert.glsl"], shaderTexts["starts.glsl"]);
  }

  /** What a target needs besides its picture: depths, to leave out pixels, and distances of blocks. */
  attach(target) {
    const { gl } = this;
    const depth = gl.createRenderbuffer();
    gl.bindRenderbuffer(gl.RENDERBUFFER, depth);
    gl.renderbufferStorage(gl.RENDERBUFFER, gl.DEPTH_COMPONENT16, target.width, target.height);
    gl.bindFramebuffer(gl.FRAMEBUFFER, target.framebuffer);
    gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.RENDERBUFFER, depth);
    const texture = makeTexture(gl, "r32ui", [Math.ceil(target.width / block), Math.ceil(target.height / block)], null);
    const framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    target.starts = { depth, texture, framebuffer, block };
  }

  free(target) {
    const { gl } = this;
    gl.deleteFramebuffer(target.starts.framebuffer);
    gl.deleteTexture(target.starts.texture);
    gl.deleteRenderbuffer(target.starts.depth);
  }

  /**
   * Finds the starts and fills in the background; what is drawn next, at any depth between near and far, appears where rays have to be followed. A
   * vertex array without attributes must be bound.
   * @param camera as Renderer.draw() has it, with {eye: lattice units, offset: of rays, pixels}
   * @param {number[]} columns first and last to be drawn
   * @param {number[]} colour of the background
   * @param {boolean} add
   */
  find(target, model, camera, columns, colour, add) {
    const { gl } = this;
    const { starts } = target;
    const [left, right] = [Math.floor(columns[0] / block), Math.ceil(columns[1] / block)];
    gl.bindFramebuffer(gl.FRAMEBUFFER, starts.framebuffer);
    gl.viewport(0, 0, Math.ceil(target.width / block), Math.ceil(target.height / block));
    gl.scissor(left, 0, right - left, Math.ceil(target.height / block));
    gl.disable(gl.BLEND);
    const { beams: p } = this;
    gl.useProgram(p.program);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_3D, model.textures.emptyField[1]);
    gl.uniform1i(p.at("emptyField"), 0);
    gl.uniform1f(p.at("fieldCell"), model.fieldCell);
    gl.uniform1f(p.at("block"), block);
    // From the middle of a block to the middle of a corner's pixel; a sphere's points are nearer to each other than the plane's that they come from.
    gl.uniform1f(p.at("spread"), (Math.SQRT1_2 * block) / Math.min(...camera.focal));
    gl.uniform3fv(p.at("eye"), camera.eye);
    gl.uniform3fv(p.at("extent"), model.extent);
    gl.uniformMatrix3fv(p.at("cameraAxes"), false, camera.axes);
    gl.uniform4f(p.at("lens"), ...camera.focal, ...camera.principal);
    gl.uniform2f(p.at("pictureSize"), ...camera.size);
    gl.uniform2f(p.at("pixelOffset"), ...camera.offset);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);

    gl.bindFramebuffer(gl.FRAMEBUFFER, target.framebuffer);
    gl.viewport(0, 0, target.width, target.height);
    gl.scissor(columns[0], 0, columns[1] - columns[0], target.height);
    if (add) gl.enable(gl.BLEND);
    gl.enable(gl.DEPTH_TEST);
    gl.depthMask(true);
    gl.depthFunc(gl.ALWAYS);
    gl.clear(gl.DEPTH_BUFFER_BIT);
    const { filler: f } = this;
    gl.useProgram(f.program);
    gl.bindTexture(gl.TEXTURE_2D, starts.texture);
    gl.uniform1i(f.at("rayStarts"), 0);
    gl.uniform1i(f.at("block"), block);
    gl.uniform4fv(f.at("colour"), colour);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    gl.depthMask(false);
    gl.depthFunc(gl.LESS);
  }
}
