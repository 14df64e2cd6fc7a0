// How many pixels a picture has while something moves, so that pictures follow each other fast enough; and how much of a resting picture is
// drawn at a time.

const slow = 30; // ms between pictures: beyond, there are too many pixels
const fast = 20;
const leastScale = 0.3;
const restBudget = 40; // ms a strip of a resting picture may take

export class Pacing {
  constructor() {
    this.scale = 0.7; // of the canvas' width and height
    this.interval = 0; // ms, smoothed; 0: unknown
    this.perPixel = 0; // ms, at most: pictures also wait for the screen
  }

  /** To be called with what went by between two pictures that followed each other. */
  saw(milliseconds, pixels) {
    const ms = Math.min(milliseconds, 400);
    this.interval = this.interval ? 0.6 * this.interval + 0.4 * ms : ms;
    this.perPixel = ms / Math.max(pixels, 1);
    const share = this.interval > slow ? Math.max(Math.sqrt(25 / this.interval), 0.7) : this.interval < fast ? 1.06 : 1;
    this.scale = Math.min(Math.max(this.scale * share, leastScale), 1);
    if (share !== 1) this.interval = 0.5 * this.interval + 12;
  }

  /** Columns of a resting picture to draw before the next look at the input. */
  columns(width, height) {
    if (!this.perPixel) return width;
    return Math.max(8, Math.min(width, Math.round(restBudget / (this.perPixel * height))));
  }
}
