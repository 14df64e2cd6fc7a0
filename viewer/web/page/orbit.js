import { add, cross, dot, mix, norm, scale, subtract, unit } from "./vectors.js";

// A camera that orbits an object and follows its target smoothly: the poses of the desktop viewer (viewer/camera/orbit_camera.h), so that saved
// views are the same. World units, radians, CSS pixels.

const radiansPerPixel = 0.006;
const zoomPerNotch = 0.88;
const followRate = 14; // a second
const flightRate = 4;
const inertiaRate = 4; // a second: so fast a throw dies away
const lowest = -0.6;
const highest = 1.54;
const fullTurn = 2 * Math.PI;

const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

export class OrbitCamera {
  /**
   * @param {{min: number[], max: number[]}} box
   * @param {{up: number[], fieldOfView: number}} settings
   * @param home the pose to begin with: {pivot, azimuth, elevation, distance}
   */
  constructor(box, { up, fieldOfView }, home) {
    this.centre = mix(box.min, box.max, 0.5);
    const radius = Math.max(norm(subtract(box.max, box.min)) / 2, 1e-6);
    this.up = unit(up);
    const aside = Math.abs(this.up[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0];
    this.e1 = unit(subtract(aside, scale(dot(aside, this.up), this.up)));
    this.e2 = cross(this.up, this.e1);
    this.fieldOfView = Math.min(clamp(fieldOfView, 0.2, 1.5), 0.75);
    this.nearest = 0.05 * radius;
    this.farthest = 20 * radius;
    this.reach = 2 * radius;
    this.home = home;
    this.throw = [0, 0]; // pixels a second
    this.rate = followRate;
    this.pose = this.target = { ...home };
  }

  change(part) {
    const t = { ...this.target, ...part };
    t.elevation = clamp(t.elevation, lowest, highest);
    t.distance = clamp(t.distance, this.nearest, this.farthest);
    const off = subtract(t.pivot, this.centre);
    const far = norm(off);
    if (far > this.reach) t.pivot = add(this.centre, scale(this.reach / far, off));
    this.target = t;
    this.rate = followRate;
  }

  orbit(dx, dy) {
    this.change({ azimuth: this.target.azimuth - radiansPerPixel * dx, elevation: this.target.elevation + radiansPerPixel * dy });
  }

  turn(radians) {
    this.change({ azimuth: this.target.azimuth + radians });
  }

  /** Lets go while moving. @param {number[]} velocity pixels a second */
  release(velocity) {
    this.throw = velocity;
  }

  pan(dx, dy, size) {
    const { axes, focal } = this.cameraOf(this.target, size);
    const s = this.target.distance / focal[0];
    const right = axes.slice(0, 3);
    const down = axes.slice(3, 6);
    this.change({ pivot: subtract(this.target.pivot, add(scale(s * dx, right), scale(s * dy, down))) });
  }

  /** What lies under the cursor at the pivot's distance stays there. @param {number} notches of a wheel, positive is nearer */
  zoom(notches, x, y, size) {
    const { axes, focal, principal } = this.cameraOf(this.target, size);
    const before = this.target.distance;
    this.change({ distance: before * zoomPerNotch ** notches });
    const closer = before - this.target.distance;
    const right = scale(((x - principal[0]) / focal[0]) * closer, axes.slice(0, 3));
    const down = scale(((y - principal[1]) / focal[1]) * closer, axes.slice(3, 6));
    this.change({ pivot: add(this.target.pivot, add(right, down)) });
  }

  setPivot(world) {
    this.change({ pivot: world });
    this.rate = flightRate;
  }

  /** Flies there by the shorter way round. @param {boolean} atOnce */
  goTo({ pivot, azimuth, elevation, distance }, atOnce) {
    this.throw = [0, 0];
    const turns = Math.round((azimuth - this.pose.azimuth) / fullTurn);
    this.change({ pivot, azimuth: azimuth - fullTurn * turns, elevation, distance });
    this.rate = flightRate;
    if (atOnce) this.pose = this.target;
  }

  /** Moves on. @returns {boolean} whether it is still on its way */
  advance(seconds) {
    if (norm([...this.throw, 0]) > 4) {
      this.orbit(this.throw[0] * seconds, this.throw[1] * seconds);
      this.throw = this.throw.map((v) => v * Math.exp(-inertiaRate * seconds));
    } else {
      this.throw = [0, 0];
    }
    const share = 1 - Math.exp(-this.rate * seconds);
    const { pose, target } = this;
    this.pose = {
      pivot: mix(pose.pivot, target.pivot, share),
      azimuth: pose.azimuth + share * (target.azimuth - pose.azimuth),
      elevation: pose.elevation + share * (target.elevation - pose.elevation),
      distance: pose.distance + share * (target.distance - pose.distance),
    };
    const left =
      Math.abs(target.azimuth - this.pose.azimuth) +
      Math.abs(target.elevation - this.pose.elevation) +
      Math.abs(target.distance / this.pose.distance - 1) +
      norm(subtract(target.pivot, this.pose.pivot)) / this.pose.distance;
    if (left > 1e-3) return true;
    this.pose = target;
    return false;
  }

  camera(size) {
    return this.cameraOf(this.pose, size);
  }

  /** The narrower side of the picture shows the field of view. */
  cameraOf({ pivot, azimuth, elevation, distance }, size) {
    const around = add(scale(Math.cos(azimuth), this.e1), scale(Math.sin(azimuth), this.e2));
    const outward = add(scale(Math.cos(elevation), around), scale(Math.sin(elevation), this.up));
    const forward = scale(-1, outward);
    const right = unit(cross(forward, this.up));
    const focal = (0.5 * Math.min(...size)) / Math.tan(0.5 * this.fieldOfView);
    return {
      axes: [...right, ...cross(forward, right), ...forward],
      position: add(pivot, scale(distance, outward)),
      focal: [focal, focal],
      principal: [0.5 * size[0], 0.5 * size[1]],
      size,
    };
  }
}
