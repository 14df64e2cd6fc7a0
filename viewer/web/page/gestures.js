// Fingers, mouse and wheel on the canvas: one finger orbits, two pan and zoom, a double tap sets the pivot, a throw goes on for a while.

const tapMilliseconds = 300;
const tapPixels = 24;
const wheelPerNotch = 100; // of a wheel's delta, pixels
const restMilliseconds = 60; // a finger that has rested so long throws nothing

/**
 * @param {HTMLElement} element
 * @param actions {orbit(dx, dy), release(velocity), pan(dx, dy), zoom(notches, x, y), pick(x, y), touch()}; pixels, relative to the element
 */
export function watchGestures(element, actions) {
  const fingers = new Map();
  let lastTap = null;
  let began = null;
  let velocity = [0, 0];
  let lastMove = 0;

  const place = (event) => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const middle = () => {
    const all = [...fingers.values()];
    return [0, 1].map((k) => all.reduce((sum, p) => sum + p[k], 0) / all.length);
  };
  const spread = () => {
    const [a, b] = [...fingers.values()];
    return Math.max(Math.hypot(a[0] - b[0], a[1] - b[1]), 1);
  };

  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture?.(event.pointerId);
    const at = place(event);
    fingers.set(event.pointerId, at);
    began = fingers.size === 1 ? { at, time: event.timeStamp } : null;
    velocity = [0, 0];
    actions.touch();
  });

  element.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const at = place(event);
    if (fingers.size === 1) {
      const d = [at[0] - before[0], at[1] - before[1]];
      fingers.set(event.pointerId, at);
      if (event.buttons & 6 || event.shiftKey) {
        actions.pan(...d);
        return;
      }
      const seconds = Math.max(event.timeStamp - lastMove, 4) / 1000;
      lastMove = event.timeStamp;
      velocity = velocity.map((v, k) => 0.5 * v + 0.5 * (d[k] / seconds));
      actions.orbit(...d);
    } else if (fingers.size === 2) {
      const from = middle();
      const width = spread();
      fingers.set(event.pointerId, at);
      const to = middle();
      actions.pan(to[0] - from[0], to[1] - from[1]);
      // A wheel's notch brings the camera to 0.88 of its distance.
      actions.zoom(Math.log(width / spread()) / Math.log(0.88), ...to);
    } else {
      fingers.set(event.pointerId, at);
    }
  });

  const lift = (event, ended) => {
    if (!fingers.delete(event.pointerId)) return;
    if (fingers.size > 0 || !began || !ended) {
      began = null;
      return;
    }
    const at = place(event);
    const tapped = event.timeStamp - began.time < tapMilliseconds && Math.hypot(at[0] - began.at[0], at[1] - began.at[1]) < tapPixels / 2;
    if (!tapped) {
      if (event.timeStamp - lastMove < restMilliseconds) actions.release(velocity);
      return;
    }
    if (lastTap && event.timeStamp - lastTap.time < tapMilliseconds && Math.hypot(at[0] - lastTap.at[0], at[1] - lastTap.at[1]) < tapPixels) {
      lastTap = null;
      actions.pick(...at);
    } else {
      lastTap = { at, time: event.timeStamp };
    }
  };
  element.addEventListener("pointerup", (event) => lift(event, true));
  element.addEventListener("pointercancel", (event) => lift(event, false));
  element.addEventListener("contextmenu", (event) => event.preventDefault());

  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      actions.touch();
      const delta = event.deltaY * (event.deltaMode === 1 ? 33 : event.deltaMode === 2 ? 400 : 1);
      actions.zoom(Math.max(-4, Math.min(4, -delta / wheelPerNotch)), ...place(event));
    },
    { passive: false },
  );
}
