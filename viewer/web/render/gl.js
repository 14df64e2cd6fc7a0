// The little of WebGL 2 that is needed, with errors that say something.

export class GlError extends Error {}

const fragmentHead = "#version 300 es\nprecision highp float;\nprecision highp int;\n";
const vertexHead = "#version 300 es\nprecision highp float;\nprecision highp int;\n";

/** @param {Record<string, string | number>} defines */
export function makeProgram(gl, vertexText, fragmentText, defines = {}) {
  const lines = Object.entries(defines)
    .map(([name, value]) => `#define ${name} ${value}\n`)
    .join("");
  const program = gl.createProgram();
  const parts = [
    [gl.VERTEX_SHADER, vertexHead + lines + vertexText],
    [gl.FRAGMENT_SHADER, fragmentHead + lines + fragmentText],
  ].map(([kind, text]) => {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    return shader;
  });
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    const log = parts.map((shader) => gl.getShaderInfoLog(shader)).join("") + gl.getProgramInfoLog(program);
    throw new GlError(`the graphics driver refuses the program: ${log}`);
  }
  for (const shader of parts) gl.deleteShader(shader);
  const places = new Map();
  return {
    program,
    /** Location of a uniform; null where the program has no use for it. */
    at(name) {
      if (!places.has(name)) places.set(name, gl.getUniformLocation(program, name));
      return places.get(name);
    },
  };
}

const formats = {
  rgba8: (gl) => [gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE],
  rgb8: (gl) => [gl.RGB8, gl.RGB, gl.UNSIGNED_BYTE],
  rgba16f: (gl) => [gl.RGBA16F, gl.RGBA, gl.HALF_FLOAT],
  rgba32f: (gl) => [gl.RGBA32F, gl.RGBA, gl.FLOAT],
  r8i: (gl) => [gl.R8I, gl.RED_INTEGER, gl.BYTE],
  r32ui: (gl) => [gl.R32UI, gl.RED_INTEGER, gl.UNSIGNED_INT],
  rgba16i: (gl) => [gl.RGBA16I, gl.RGBA_INTEGER, gl.SHORT],
};

/**
 * @param {number[]} size two or three numbers, texels
 * @param {ArrayBufferView | null} data rows one behind the other without padding
 */
export function makeTexture(gl, format, size, data, { linear = false, repeatX = false } = {}) {
  const target = size.length === 3 ? gl.TEXTURE_3D : gl.TEXTURE_2D;
  const most = gl.getParameter(size.length === 3 ? gl.MAX_3D_TEXTURE_SIZE : gl.MAX_TEXTURE_SIZE);
  if (Math.max(...size) > most) throw new GlError(`a texture of ${size.join(" x ")} texels is more than this device has`);
  const texture = gl.createTexture();
  gl.bindTexture(target, texture);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  const [internal, layout, type] = formats[format](gl);
  if (size.length === 3) gl.texImage3D(target, 0, internal, ...size, 0, layout, type, data);
  else gl.texImage2D(target, 0, internal, ...size, 0, layout, type, data);
  const filter = linear ? gl.LINEAR : gl.NEAREST;
  gl.texParameteri(target, gl.TEXTURE_MIN_FILTER, filter);
  gl.texParameteri(target, gl.TEXTURE_MAG_FILTER, filter);
  gl.texParameteri(target, gl.TEXTURE_WRAP_S, repeatX ? gl.REPEAT : gl.CLAMP_TO_EDGE);
  gl.texParameteri(target, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  gl.texParameteri(target, gl.TEXTURE_WRAP_R, gl.CLAMP_TO_EDGE);
  return texture;
}
