import { Problem } from "./problem.js";

/** Takes bytes from the beginning of one level's atlas. */
export class ByteTaker {
  constructor(bytes, level) {
    this.bytes = bytes;
    this.level = level;
    this.at = 0;
  }

  /** @param {string} number of the problem where there are too few, @param {string} what for its sentence */
  take(count, number = "E17", what = "") {
    if (count > this.bytes.length - this.at) throw new Problem(number, `level ${this.level}${what}`);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  get left() {
    return this.bytes.length - this.at;
  }
}
