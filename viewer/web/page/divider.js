import { sizeLabel } from "./controls.js";

// The line between two models, to be dragged or moved with the arrow keys.

const leastShare = 0.02;
const keyStep = 0.05;

export function makeDivider(stage, viewer) {
  const line = document.createElement("div");
  line.id = "divider";
  line.tabIndex = 0;
  line.hidden = true;
  line.setAttribute("role", "slider");
  line.setAttribute("aria-label", "Divider between the two models");
  line.setAttribute("aria-valuemin", "0");
  line.setAttribute("aria-valuemax", "100");
  const left = document.createElement("span");
  const right = document.createElement("span");
  line.append(left, right);
  stage.append(line);

  const place = () => {
    line.hidden = viewer.other < 0;
    line.style.left = `${100 * viewer.split}%`;
    line.setAttribute("aria-valuenow", String(Math.round(100 * viewer.split)));
    if (line.hidden) return;
    left.textContent = sizeLabel(viewer.settings.models[viewer.shown]);
    right.textContent = sizeLabel(viewer.settings.models[viewer.other]);
  };
  const move = (share) => {
    viewer.split = Math.min(Math.max(share, leastShare), 1 - leastShare);
    viewer.change();
    place();
  };
  line.addEventListener("pointerdown", (event) => {
    line.setPointerCapture?.(event.pointerId);
    viewer.stopRotating();
    event.preventDefault();
    line.focus();
  });
  line.addEventListener("pointermove", (event) => {
    if (!event.buttons) return;
    const box = stage.getBoundingClientRect();
    move((event.clientX - box.left) / box.width);
  });
  line.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -keyStep, ArrowRight: keyStep, ArrowDown: -keyStep, ArrowUp: keyStep }[event.key];
    if (!step) return;
    move(viewer.split + step);
    event.preventDefault();
  });
  stage.addEventListener("asrg-change", place);
}
