// The keyboard, for the canvas and whatever has no use for a key of its own.

const turnPixels = 30;

/** What each key does, for the help and for screen readers. */
export const keyHelp =
  "Arrow keys turn, with Shift they move, + and - zoom, Home resets, 1 to 9 fly to saved views, R rotates, L layers, M models, F full screen";

/** @param actions as for gestures, and {reset(), view(number), toggleRotation(), nextLayer(), nextModel(), fullScreen(), size()} */
export function watchKeys(target, actions) {
  const arrows = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const letters = {
    Home: () => actions.reset(),
    0: () => actions.reset(),
    r: () => actions.toggleRotation(),
    l: () => actions.nextLayer(),
    m: () => actions.nextModel(),
    f: () => actions.fullScreen(),
    "+": () => actions.zoomBy(1),
    "=": () => actions.zoomBy(1),
    "-": () => actions.zoomBy(-1),
  };
  target.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.("[role=slider]")) return;
    const arrow = arrows[event.key];
    if (arrow) {
      actions.touch();
      const [dx, dy] = arrow.map((x) => x * turnPixels);
      if (event.shiftKey) actions.pan(dx, dy);
      else actions.orbit(dx, dy);
    } else if (/^[1-9]$/.test(event.key)) {
      actions.view(Number(event.key));
    } else {
      const act = letters[event.key] ?? letters[event.key.toLowerCase()];
      if (!act) return;
      act();
    }
    event.preventDefault();
  });
}
