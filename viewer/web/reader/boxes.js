// Boxes around all that is in the model, few enough to be drawn before each picture: rays begin where they meet one, and those that meet none are
// not followed at all.

const mostBoxes = 800;

/** Which blocks of 2^shift bricks along each side have a leaf in them. */
function occupiedBlocks(table, size, shift) {
  const blocks = size.map((n) => ((n - 1) >> shift) + 1);
  const occupied = new Uint8Array(blocks[0] * blocks[1] * blocks[2]);
  let i = 0;
  for (let z = 0; z < size[2]; ++z)
    for (let y = 0; y < size[1]; ++y) {
      const row = ((z >> shift) * blocks[1] + (y >> shift)) * blocks[0];
      for (let x = 0; x < size[0]; ++x, ++i) if (table[i] >= 0) occupied[row + (x >> shift)] = 1;
    }
  return { blocks, occupied };
}

/** Those that are not surrounded by others: x, y, z of each. */
function outerBlocks({ blocks, occupied }) {
  const [nx, ny, nz] = blocks;
  const places = [];
  for (let z = 0, i = 0; z < nz; ++z)
    for (let y = 0; y < ny; ++y)
      for (let x = 0; x < nx; ++x, ++i) {
        if (!occupied[i]) continue;
        const inside =
          x > 0 &&
          y > 0 &&
          z > 0 &&
          x < nx - 1 &&
          y < ny - 1 &&
          z < nz - 1 &&
          occupied[i - 1] &&
          occupied[i + 1] &&
          occupied[i - nx] &&
          occupied[i + nx] &&
          occupied[i - nx * ny] &&
          occupied[i + nx * ny];
        if (!inside) places.push(x, y, z);
      }
  return places;
}

/**
 * @param {Int32Array} table of leaves, see leafTable()
 * @param {number[]} size of it
 * @returns {{places: Float32Array, width: number}} x, y, z of each box, and how wide all are, in lattice units
 */
export function leafBoxes(table, size) {
  for (let shift = 0; ; ++shift) {
    const places = outerBlocks(occupiedBlocks(table, size, shift));
    const width = 8 << shift;
    if (places.length <= 3 * mostBoxes) return { places: Float32Array.from(places, (n) => n * width), width };
  }
}
