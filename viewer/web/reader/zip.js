import { inflate } from "./inflate.js";
import { Problem } from "./problem.js";

const mostEntries = 64;
const mostUnpacked = 2 ** 30; // of all entries that are read
const endBytes = 22;
const localBytes = 30;
const directoryBytes = 46;
const stored = 0;
const deflated = 8;

let crcTable = null;

function makeCrcTable() {
  crcTable = new Uint32Array(256);
  for (let n = 0; n < 256; ++n) {
    let c = n;
    for (let k = 0; k < 8; ++k) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    crcTable[n] = c;
  }
}

/** ISO 3309's, as ZIP and PNG have it. */
export function crc32(bytes) {
  if (!crcTable) makeCrcTable();
  let c = 0xffffffff;
  for (let i = 0; i < bytes.length; ++i) c = crcTable[(c ^ bytes[i]) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/**
 * A ZIP archive that is in memory, or whose first part is. Of an incomplete one the entries are found one behind the other; a complete one has its
 * directory read, and what both say must agree. Safe on untrusted input.
 */
export class Archive {
  /** @param {Uint8Array} bytes from the archive's first byte on */
  constructor(bytes, complete) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.complete = complete;
    this.budget = mostUnpacked;
    if (bytes.length >= 4 && this.view.getUint32(0, true) !== 0x04034b50) throw new Problem("E01", `${bytes.length} bytes`);
    this.entries = complete ? this.readDirectory() : this.walk();
  }

  has(name) {
    return this.entries.has(name);
  }

  /** Unpacks an entry of at most `most` bytes, and verifies its checksum. */
  async read(name, most) {
    const entry = this.entries.get(name);
    if (!entry) throw new Problem("E06", name);
    if (entry.size > most || entry.size > this.budget) throw new Problem("E04", `${name}: ${entry.size} bytes`);
    this.budget -= entry.size;
    const packed = this.bytes.subarray(entry.at, entry.at + entry.packed);
    const bytes = entry.method === stored ? packed : await inflate(packed, "deflate-raw", entry.size, "E05", name);
    if (crc32(bytes) !== entry.crc) throw new Problem("E05", name);
    return bytes;
  }

  readDirectory() {
    const { bytes, view } = this;
    const end = bytes.length - endBytes;
    if (end < 0 || view.getUint32(end, true) !== 0x06054b50) throw new Problem("E01", `${bytes.length} bytes`);
    const count = view.getUint16(end + 10, true);
    const size = view.getUint32(end + 12, true);
    const begin = view.getUint32(end + 16, true);
    if (begin + size !== end) throw new Problem("E01", `${bytes.length} bytes`);
    if (count > mostEntries) throw new Problem("E03", `${count}`);
    const entries = new Map();
    let at = begin;
    for (let i = 0; i < count; ++i) {
      if (at + directoryBytes > end || view.getUint32(at, true) !== 0x02014b50) throw new Problem("E02", `entry ${i}`);
      const local = view.getUint32(at + 42, true);
      const nameLength = view.getUint16(at + 28, true);
      const next = at + directoryBytes + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
      const entry = this.localEntry(local, begin);
      const agree =
        entry &&
        next <= end &&
        entry.crc === view.getUint32(at + 16, true) &&
        entry.packed === view.getUint32(at + 20, true) &&
        entry.size === view.getUint32(at + 24, true) &&
        entry.method === view.getUint16(at + 10, true) &&
        entry.name === this.name(at + directoryBytes, nameLength) &&
        !entries.has(entry.name);
      if (!agree) throw new Problem("E02", `entry ${i}`);
      entries.set(entry.name, entry);
      at = next;
    }
    if (at !== end) throw new Problem("E02", "its end");
    return entries;
  }

  /** The entries that are already there as a whole. */
  walk() {
    const entries = new Map();
    for (let at = 0; entries.size < mostEntries;) {
      const entry = this.localEntry(at, this.bytes.length);
      if (!entry) break;
      entries.set(entry.name, entry);
      at = entry.at + entry.packed;
    }
    return entries;
  }

  /** The entry whose local header is at `at`; null where it is not within [0, end). */
  localEntry(at, end) {
    const { view } = this;
    if (at + localBytes > end || view.getUint32(at, true) !== 0x04034b50) return null;
    const nameLength = view.getUint16(at + 26, true);
    const entry = {
      method: view.getUint16(at + 8, true),
      crc: view.getUint32(at + 14, true),
      packed: view.getUint32(at + 18, true),
      size: view.getUint32(at + 22, true),
      at: at + localBytes + nameLength + view.getUint16(at + 28, true),
    };
    const sizesFollow = view.getUint16(at + 6, true) & 8;
    if (sizesFollow || entry.at + entry.packed > end) return null;
    entry.name = this.name(at + localBytes, nameLength);
    if (entry.method !== stored && entry.method !== deflated) throw new Problem("E05", entry.name);
    // Deflate expands at most 1032-fold: a larger claim is a lie.
    const most = entry.method === stored ? entry.packed : 1040 * (entry.packed + 1);
    if (entry.size > most) throw new Problem("E04", `${entry.name}: ${entry.size} bytes`);
    if (entry.method === stored && entry.size !== entry.packed) throw new Problem("E02", entry.name);
    return entry;
  }

  name(at, length) {
    return String.fromCharCode(...this.bytes.subarray(at, at + Math.min(length, 256)));
  }
}
