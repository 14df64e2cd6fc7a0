import { makeTexture } from "./gl.js";
import { networkBlock } from "./network_block.js";
import { networkText } from "./network_text.js";

const reachOfSurroundings = 24; // in half the box's size, as the other renderers have it

/** The boxes of leafBoxes(), to be drawn as instances, and the box around them. */
function makeBoxes(gl, { places, width }) {
  const vertices = gl.createVertexArray();
  gl.bindVertexArray(vertices);
  const buffer = gl.createBuffer();
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.bufferData(gl.ARRAY_BUFFER, places, gl.STATIC_DRAW);
  gl.enableVertexAttribArray(0);
  gl.vertexAttribPointer(0, 3, gl.FLOAT, false, 0, 0);
  gl.vertexAttribDivisor(0, 1);
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  places.forEach((x, i) => {
    low[i % 3] = Math.min(low[i % 3], x);
    high[i % 3] = Math.max(high[i % 3], x + width);
  });
  return { vertices, buffer, width, count: places.length / 3, low, high };
}

/** A flat model (see flatBricks) in the graphics card's memory, with what the renderer must know of it. */
export class ModelTextures {
  constructor(gl, flat) {
    this.gl = gl;
    const { shape, atlases, cells, table, tableSize, ranges, lattice } = flat;
    const atlasSize = shape.map((n) => 9 * n);
    const cellSize = shape.map((n) => 8 * n);
    const rangesSize = [4 * shape[0] * shape[1], shape[2]];
    this.textures = {
      atlasA: [gl.TEXTURE_3D, makeTexture(gl, "rgba8", atlasSize, atlases[0], { linear: true })],
      atlasB: [gl.TEXTURE_3D, makeTexture(gl, "rgba8", atlasSize, atlases[1], { linear: true })],
      cellTable: [gl.TEXTURE_3D, makeTexture(gl, "r8i", cellSize, cells)],
      leafTable: [gl.TEXTURE_3D, makeTexture(gl, "r32i", tableSize, table)],
      leafRanges: [gl.TEXTURE_2D, makeTexture(gl, "rgba32f", rangesSize, ranges)],
      environmentMap: [
        gl.TEXTURE_2D,
        makeTexture(gl, "rgb8", flat.environment ? [64, 32] : [1, 1], flat.environment ?? new Uint8Array(3), { linear: true, repeatX: true }),
      ],
    };
    if (flat.highlights) this.textures.highlightMap = [gl.TEXTURE_2D, makeTexture(gl, "rgba32f", [51, 17], flat.highlights)];
    this.network = gl.createBuffer();
    gl.bindBuffer(gl.UNIFORM_BUFFER, this.network);
    gl.bufferData(gl.UNIFORM_BUFFER, networkBlock(flat.weights), gl.STATIC_DRAW);
    this.boxes = makeBoxes(gl, flat.boxes);
    this.networkText = networkText(flat.weights);
    /** Of textures. */
    this.bytes = atlases[0].byteLength * 2 + cells.byteLength + table.byteLength + ranges.byteLength + (flat.highlights?.byteLength ?? 0);
    this.leaves = flat.leaves;
    this.level = flat.level;
    this.shape = shape;
    this.texelSize = atlasSize.map((n) => 1 / n);
    this.tableSize = tableSize;
    this.lattice = lattice;
    this.extent = tableSize.map((n) => 8 * n);
    const longest = Math.max(...this.extent);
    this.referenceLength = longest / (lattice.surroundings ? 256 : 128);
    this.reach = lattice.surroundings ? reachOfSurroundings : 0;
    this.sampleDistance = flat.sampleDistance;
    this.supersample = flat.supersample;
    this.background = flat.background;
  }

  /** A world position in lattice units, as if nothing was contracted. */
  toLattice(p) {
    return p.map((x, k) => (x - this.lattice.origin[k]) / this.lattice.cell);
  }

  /** What nothing of the object's box is farther from a camera than, lattice units. @param {number[]} position world */
  farDistance(position) {
    return 2 * Math.hypot(...this.toLattice(position)) + 2 * Math.hypot(...this.extent);
  }

  dispose() {
    for (const [, texture] of Object.values(this.textures)) this.gl.deleteTexture(texture);
    this.gl.deleteBuffer(this.network);
    this.gl.deleteBuffer(this.boxes.buffer);
    this.gl.deleteVertexArray(this.boxes.vertices);
  }
}

/** The object's box, world units: {min, max}. */
export function boxOf(lattice) {
  const extent = lattice.bricks.map((n) => n * 8 * 2 ** (lattice.levels - 1));
  const part = lattice.surroundings ? [0.25, 0.75] : [0, 1];
  const corner = (share) => extent.map((n, k) => lattice.origin[k] + share * n * lattice.cell);
  return { min: corner(part[0]), max: corner(part[1]) };
}
