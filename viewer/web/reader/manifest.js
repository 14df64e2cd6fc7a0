import { Problem } from "./problem.js";

// model.json, checked: whatever comes from here is in range, save that counts must agree with the octree (FORMAT.md, sections 2 and 9).

export const channelCount = 8;
export const newestVersion = 5;
export const mostManifestBytes = 2 ** 22;
const mostCorners = 2 ** 26;
const mostBricks = 2 ** 21;
const mostFinestBricks = 2 ** 26;
const mostExtent = 2 ** 14;
const mostNumber = 1e9;
const leastStep = 1e-9;
const mostDepth = 32;
const backgrounds = ["white", "black", "environment"];

function depthOf(text) {
  let depth = 0;
  let most = 0;
  let inString = false;
  for (let i = 0; i < text.length; ++i) {
    const c = text[i];
    if (inString) {
      if (c === "\\") ++i;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === "{" || c === "[") most = Math.max(most, ++depth);
    else if (c === "}" || c === "]") --depth;
  }
  return most;
}

function parse(bytes) {
  const text = new TextDecoder().decode(bytes);
  if (depthOf(text) > mostDepth) throw new Problem("E08");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem("E07", error.message);
  }
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function member(object, path, key) {
  if (!isObject(object) || !Object.hasOwn(object, key)) throw new Problem("E11", path ? `${path}.${key}` : key);
  return object[key];
}

function integer(value, path, least, most) {
  if (!Number.isInteger(value)) throw new Problem("E11", path);
  if (value < least || value > most) throw new Problem("E12", path);
  return value;
}

function real(value, path, least, most) {
  if (typeof value !== "number") throw new Problem("E11", path);
  const x = Math.fround(value);
  if (!(x >= Math.fround(least) && x <= Math.fround(most))) throw new Problem("E12", path);
  return x;
}

function list(value, path, count) {
  if (!Array.isArray(value)) throw new Problem("E11", path);
  if (value.length !== count) throw new Problem("E12", path);
  return value;
}

function reals(value, path, count, least, most) {
  return list(value, path, count).map((x, i) => real(x, `${path}[${i}]`, least, most));
}

function text(value, path) {
  if (typeof value !== "string") throw new Problem("E11", path);
  return value;
}

function readLattice(f) {
  const path = "lattice";
  const lattice = {
    levels: integer(member(f, path, "levels"), "lattice.levels", 1, 7),
    cell: real(member(f, path, "cell"), "lattice.cell", 1 / mostNumber, mostNumber),
    origin: reals(member(f, path, "origin"), "lattice.origin", 3, -mostNumber, mostNumber),
    bricks: list(member(f, path, "base_bricks"), "lattice.base_bricks", 3).map((n, i) => integer(n, `lattice.base_bricks[${i}]`, 1, mostExtent / 8)),
    surroundings: false,
  };
  if (Object.hasOwn(f, "surroundings")) {
    if (typeof f.surroundings !== "boolean") throw new Problem("E11", "lattice.surroundings");
    lattice.surroundings = f.surroundings;
  }
  const finest = lattice.bricks.map((n) => n * 2 ** (lattice.levels - 1));
  if (finest.some((n) => 8 * n > mostExtent)) throw new Problem("E13", `${8 * Math.max(...finest)} cells along an axis`);
  if (finest[0] * finest[1] * finest[2] > mostFinestBricks) throw new Problem("E13", "the lattice has room for too many bricks");
  return lattice;
}

function readLevel(f, path) {
  const corners = integer(member(f, path, "corners"), `${path}.corners`, 0, mostCorners);
  const coding = text(member(f, path, "coding"), `${path}.coding`);
  if (!/^[-rhds]{8}$/.test(coding)) throw new Problem("E12", `${path}.coding`);
  return {
    corners,
    coding,
    stored: integer(member(f, path, "stored"), `${path}.stored`, 0, corners),
    bytes: integer(member(f, path, "bytes"), `${path}.bytes`, 0, 2 ** 30),
    step: reals(member(f, path, "step"), `${path}.step`, channelCount, leastStep, mostNumber),
  };
}

function mostSymbolBytes(level) {
  let bytes = 0;
  for (const c of level.coding) if (c !== "-") bytes += c === "s" ? Math.floor(level.stored / 8) + 3 + level.stored : level.stored;
  return bytes;
}

/** FORMAT.md, section 9: what model.json says bounds what each atlas can need. */
function checkAtlasBytes(lattice, levels) {
  const base = lattice.bricks[0] * lattice.bricks[1] * lattice.bricks[2];
  let cells = 0; // at most, of the level above
  levels.forEach((level, l) => {
    const octree = l === 0 ? ((base + 7) >> 3) + 64 * Math.min(base, level.corners, mostBricks) : Math.floor((cells + 7) / 8) + cells;
    if (level.bytes > octree + mostSymbolBytes(level)) throw new Problem("E18", `level ${l}: ${level.bytes} bytes for ${level.corners} corners`);
    cells += level.corners;
  });
}

/**
 * @param {Uint8Array} bytes of model.json
 * @param {number} fileBytes size of the whole file, which bounds the number of corners
 */
export function readManifest(bytes, fileBytes) {
  const json = parse(bytes);
  if (!isObject(json) || json.format !== "asrg") throw new Problem("E09");
  const version = integer(member(json, "", "version"), "version", 1, 2 ** 31);
  if (version > newestVersion) throw new Problem("E10", `version ${version}; up to ${newestVersion} is understood`);
  const lattice = readLattice(member(json, "", "lattice"));
  const levels = list(member(json, "", "levels"), "levels", lattice.levels).map((f, l) => readLevel(f, `levels[${l}]`));
  const corners = levels.reduce((sum, level) => sum + level.corners, 0);
  if (corners > Math.min(mostCorners, 2 ** 20 + 64 * fileBytes)) throw new Problem("E13", `${corners} corners in ${fileBytes} bytes`);
  checkAtlasBytes(lattice, levels);
  const background = text(member(json, "", "background"), "background");
  if (!backgrounds.includes(background)) throw new Problem("E12", "background");
  const provenance = member(json, "", "provenance");
  if (!isObject(provenance)) throw new Problem("E11", "provenance");
  const optional = (key, otherwise, read) => (Object.hasOwn(json, key) ? read(json[key], key) : otherwise);
  return {
    version,
    lattice,
    levels,
    corners,
    background,
    provenance,
    offset: reals(member(json, "", "offset"), "offset", channelCount, -mostNumber, mostNumber),
    supersample: optional("supersample", 1, (x, key) => integer(x, key, 1, 16)),
    sampleDistance: optional("sample_distance", 0.5, (x, key) => real(x, key, 0.1, 8)),
    highlightStep: optional("highlight_step", 0, (x, key) => real(x, key, leastStep, mostNumber)),
    shader: version <= 2 ? text(member(json, "", "shader"), "shader") : null,
    hasLobes: version >= 4,
  };
}
