import { makeTexture } from "./gl.js";
import { networkBlock } from "./network_block.js";
import { networkText } from "./network_text.js";

const reachOfSurroundings = 24; // in half the box's size, as the other renderers have it

/** A flat model (see flatBricks) in the graphics card's memory, with what the renderer must know of it. */
export class ModelTextures {
  constructor(gl, flat) {
    this.gl = gl;
    const { shape, atlases, cells, table, tableSize, field, lattice } = flat;
    const atlasSize = shape.map((n) => 9 * n);
    const cellSize = shape.map((n) => 8 * n);
    this.textures = {
      atlasA: [gl.TEXTURE_3D, makeTexture(gl, "rgba8", atlasSize, atlases[0], { linear: true })],
      atlasB: [gl.TEXTURE_3D, makeTexture(gl, "rgba8", atlasSize, atlases[1], { linear: true })],
      leafTable: [gl.TEXTURE_3D, makeTexture(gl, "rgba16i", tableSize, table)],
      environmentMap: [
        gl.TEXTURE_2D,
        makeTexture(gl, "rgb8", flat.environment ? [64, 32] : [1, 1], flat.environment ?? new Uint8Array(3), { linear: true, repeatX: true }),
      ],
    };
    if (flat.highlights) this.textures.highlightMap = [gl.TEXTURE_2D, makeTexture(gl, "rgba8", [51, 17], flat.highlights, { linear: true })];
    this.network = gl.createBuffer();
    gl.bindBuffer(gl.UNIFORM_BUFFER, this.network);
    gl.bufferData(gl.UNIFORM_BUFFER, networkBlock(flat.weights), gl.STATIC_DRAW);
    if (cells) this.textures.cellTable = [gl.TEXTURE_3D, makeTexture(gl, "r8i", cellSize, cells)];
    if (field) this.textures.emptyField = [gl.TEXTURE_3D, makeTexture(gl, "r8i", field.size, field.distances)];
    /** Width of the field's entries, lattice units; 0 without one. */
    this.fieldCell = field ? 2 ** field.shift : 0;
    this.fieldOfCells = Boolean(field?.cellWide);
    this.highlightStep = flat.highlightStep;
    this.lows = flat.lows;
    this.spans = flat.spans;
    this.networkText = networkText(flat.weights);
    /** Of textures. */
    this.bytes = [...atlases, cells, table, field?.distances, flat.highlights].reduce((sum, array) => sum + (array?.byteLength ?? 0), 0);
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
  }
}

/** The object's box, world units: {min, max}. */
export function boxOf(lattice) {
  const extent = lattice.bricks.map((n) => n * 8 * 2 ** (lattice.levels - 1));
  const part = lattice.surroundings ? [0.25, 0.75] : [0, 1];
  const corner = (share) => extent.map((n, k) => lattice.origin[k] + share * n * lattice.cell);
  return { min: corner(part[0]), max: corner(part[1]) };
}
