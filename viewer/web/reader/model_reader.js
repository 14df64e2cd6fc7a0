import { Archive } from "./zip.js";
import { ByteTaker } from "./byte_taker.js";
import { LevelCorners } from "./corners.js";
import { Contexts } from "./contexts.js";
import { flatBricks } from "./bricks.js";
import { highlightBytes, highlightMap } from "./highlights.js";
import { LevelLinks } from "./links.js";
import { mostManifestBytes, readManifest } from "./manifest.js";
import { baseNodes, childNodes, OctreeCount } from "./octree.js";
import { pngPixels, pngSize } from "./png.js";
import { Problem } from "./problem.js";
import { fromBase64, mostShaderBytes, shaderWeights } from "./shader_weights.js";
import { readSymbols } from "./symbols.js";

export const environmentSize = { width: 64, height: 32 };
const mostAtlasWidth = 4096;
const mostPngBytes = (values) => 2 * values + 2 ** 20;

/**
 * Reads one file level by level, coarse to fine, as its bytes come. Safe on untrusted input: whatever is wrong is a Problem, and everything is
 * counted before memory is taken for it.
 */
export class ModelReader {
  /** @param {number} fileBytes size of the whole file */
  constructor(fileBytes) {
    this.fileBytes = fileBytes;
    this.manifest = null;
    this.nodes = [];
    this.corners = [];
    this.links = [];
    this.contexts = null;
  }

  get levelsRead() {
    return this.links.length;
  }

  get done() {
    return this.manifest !== null && this.levelsRead === this.manifest.lattice.levels;
  }

  /**
   * Reads on as far as the bytes reach.
   * @param {Uint8Array} bytes the file's beginning, or all of it
   * @returns {Promise<boolean>} whether a level was added
   */
  async advance(bytes) {
    const complete = bytes.length === this.fileBytes;
    this.archive = new Archive(bytes, complete);
    if (!this.manifest && !(await this.readHead(complete))) return false;
    const before = this.levelsRead;
    while (!this.done && (await this.readLevel(complete)));
    return this.levelsRead > before;
  }

  async readHead(complete) {
    const { archive } = this;
    if (!complete && !archive.has("model.json")) return false;
    const manifest = readManifest(await archive.read("model.json", mostManifestBytes), this.fileBytes);
    const wanted = [];
    if (manifest.version >= 3) wanted.push("shader.bin");
    if (manifest.background === "environment") wanted.push("environment.png");
    if (manifest.highlightStep > 0) wanted.push("highlights.png");
    if (!complete && !wanted.every((name) => archive.has(name))) return false;
    this.weights = shaderWeights(manifest.shader === null ? await archive.read("shader.bin", mostShaderBytes) : fromBase64(manifest.shader), manifest.hasLobes);
    this.environment = null;
    if (manifest.background === "environment") {
      const { width, height } = environmentSize;
      const png = await archive.read("environment.png", mostPngBytes(3 * width * height));
      const size = pngSize(png, "environment.png", 3);
      if (size.width !== width || size.height !== height) throw new Problem("E16", `environment.png has ${size.width} x ${size.height} pixels`);
      this.environment = await pngPixels(png, "environment.png", size, 3);
    }
    this.highlights = manifest.highlightStep > 0 ? highlightMap(await this.bytesOf("highlights.png", highlightBytes)) : null;
    this.manifest = manifest;
    this.count = new OctreeCount(manifest.levels.map((level) => level.corners));
    this.contexts = new Contexts(
      manifest.corners,
      manifest.levels.map((level) => level.step),
      manifest.offset,
    );
    return true;
  }

  /** What a grey PNG has in its pixels: `count` bytes. */
  async bytesOf(name, count) {
    const png = await this.archive.read(name, mostPngBytes(count));
    const size = pngSize(png, name, 1);
    const pixels = size.width * size.height;
    if (size.width > mostAtlasWidth || pixels < count || pixels - count >= size.width)
      throw new Problem("E16", `${name} has ${size.width} x ${size.height} pixels for ${count} bytes`);
    return (await pngPixels(png, name, size, 1)).subarray(0, count);
  }

  async atlas(level) {
    const count = this.manifest.levels[level].bytes;
    return count === 0 ? new Uint8Array(0) : this.bytesOf(`level${level}.png`, count);
  }

  async readLevel(complete) {
    const level = this.levelsRead;
    const said = this.manifest.levels[level];
    if (!complete && said.bytes > 0 && !this.archive.has(`level${level}.png`)) return false;
    const taker = new ByteTaker(await this.atlas(level), level);
    const nodes = level === 0 ? baseNodes(this.manifest.lattice.bricks, taker, this.count) : childNodes(this.nodes[level - 1], taker, this.count);
    this.nodes.push(nodes);
    const corners = new LevelCorners(nodes, level === 0 ? 0 : this.corners[level - 1].end, said.corners);
    this.corners.push(corners);
    const links = new LevelLinks(this.nodes, this.corners, level);
    if (corners.end - corners.begin !== said.corners || links.corner.length !== said.stored)
      throw new Problem(
        "E20",
        `level ${level} has ${corners.end - corners.begin} corners, ${links.corner.length} of them stored, instead of ${said.corners} and ${said.stored}`,
      );
    readSymbols(this.contexts, links, said.coding, taker);
    links.edgeParents = links.faceNeighbours = links.cellNeighbours = links.neighbours = links.corner = null;
    this.links.push(links);
    return true;
  }

  /** The model as far as it was read, for drawing (see flatBricks), with everything else that is needed for it. */
  flat() {
    const { manifest } = this;
    const bricks = flatBricks(
      manifest.lattice,
      this.nodes,
      this.corners,
      this.links,
      this.contexts,
      manifest.levels.map((level) => level.step),
      manifest.offset,
      this.levelsRead - 1,
    );
    const { lattice, background, supersample, sampleDistance, provenance } = manifest;
    const { weights, environment, highlights } = this;
    const shading = { weights, environment, highlights, highlightStep: manifest.highlightStep };
    return { ...bricks, ...shading, lattice, background, supersample, sampleDistance, view: provenance.view };
  }
}
