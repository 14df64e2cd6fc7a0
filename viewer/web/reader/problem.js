// What is wrong with a file: the numbers and sentences of `asrg validate` (compress/codec/problems.h).

const meanings = {
  E01: "it is not a ZIP archive, is cut off, or has bytes before or behind the archive",
  E02: "the ZIP directory is damaged",
  E03: "the archive has more entries than any model",
  E04: "an entry is larger than any model needs",
  E05: "an entry cannot be read, or its checksum is wrong",
  E06: "an entry is missing",
  E07: "model.json is not valid JSON",
  E08: "model.json is nested too deeply",
  E09: 'model.json does not say that it is of format "asrg"',
  E10: "the file has a newer format version than this page understands",
  E11: "a field of model.json is missing or of the wrong type",
  E12: "a number in model.json is out of range",
  E13: "the grid is larger than this page accepts",
  E14: "the shader weights are not the right number of finite halves",
  E15: "a PNG is damaged",
  E16: "a PNG has not the kind or the size that model.json announces",
  E17: "the octree codes end before the octree is complete",
  E18: "an atlas has more bytes than its level needs",
  E19: "the octree has a brick or a split cell with nothing in it",
  E20: "a count in model.json is not that of the octree",
  E21: "the symbols of a channel end early",
  E22: "a residual's symbol is out of range",
};

/** Thrown wherever a file is refused. `number` is one of the above. */
export class Problem extends Error {
  constructor(number, detail = "") {
    super(`problem ${number}: ${meanings[number]}${detail ? ` (${detail})` : ""}`);
    this.number = number;
  }
}
