/** Finds the number of a cube by its coordinates: a hash table with open addressing. */
export class PlaceMap {
  /** @param {number[]} size coordinates are below it, and at least 0; their product is below 2^31 */
  constructor(size, expected = 64) {
    this.size = size;
    this.count = 0;
    this.reserve(Math.max(64, 2 * expected));
  }

  reserve(slots) {
    const bits = Math.ceil(Math.log2(slots));
    this.shift = 32 - bits;
    this.mask = 2 ** bits - 1;
    this.keys = new Int32Array(2 ** bits).fill(-1);
    this.values = new Int32Array(2 ** bits);
  }

  key(x, y, z) {
    return x + this.size[0] * (y + this.size[1] * z);
  }

  /** @returns {number} -1 where there is none */
  get(x, y, z) {
    if (x < 0 || y < 0 || z < 0 || x >= this.size[0] || y >= this.size[1] || z >= this.size[2]) return -1;
    const key = this.key(x, y, z);
    for (let slot = Math.imul(key, 0x9e3779b1) >>> this.shift; ; slot = (slot + 1) & this.mask) {
      if (this.keys[slot] === key) return this.values[slot];
      if (this.keys[slot] < 0) return -1;
    }
  }

  set(x, y, z, value) {
    if (2 * (this.count + 1) > this.mask) this.grow();
    this.put(this.key(x, y, z), value);
  }

  put(key, value) {
    let slot = Math.imul(key, 0x9e3779b1) >>> this.shift;
    while (this.keys[slot] >= 0 && this.keys[slot] !== key) slot = (slot + 1) & this.mask;
    if (this.keys[slot] < 0) ++this.count;
    this.keys[slot] = key;
    this.values[slot] = value;
  }

  grow() {
    const { keys, values } = this;
    this.reserve(2 * keys.length);
    this.count = 0;
    for (let i = 0; i < keys.length; ++i) if (keys[i] >= 0) this.put(keys[i], values[i]);
  }
}
