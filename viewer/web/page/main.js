import { connectParent, parametersOf } from "./embed.js";
import { keyHelp, watchKeys } from "./keys.js";
import { makeControls } from "./controls.js";
import { makeDivider } from "./divider.js";
import { shownLayers } from "../render/layers.js";
import { Viewer } from "./viewer.js";
import { watchGestures } from "./gestures.js";

// Puts the page together: the settings that `asrg page` wrote into it, the viewer, and all that acts on it.

function showMessage(text) {
  const message = document.getElementById("message");
  message.textContent = text;
  message.hidden = false;
}

function actionsOf(viewer, stage) {
  const { camera, settings } = viewer;
  const size = () => [viewer.canvas.clientWidth, viewer.canvas.clientHeight];
  const moved = (act) => {
    act();
    viewer.change();
  };
  const layerNames = Object.keys(shownLayers);
  return {
    touch: () => {
      viewer.stopRotating();
      camera.throw = [0, 0];
    },
    orbit: (dx, dy) => moved(() => camera.orbit(dx, dy)),
    release: (velocity) => moved(() => !viewer.calm && camera.release(velocity)),
    pan: (dx, dy) => moved(() => camera.pan(dx, dy, size())),
    zoom: (notches, x, y) => moved(() => camera.zoom(notches, x, y, size())),
    zoomBy: (notches) => moved(() => camera.zoom(notches, ...size().map((n) => n / 2), size())),
    pick: (x, y) => {
      const world = viewer.pick(x, y);
      if (world) moved(() => camera.setPivot(world));
    },
    reset: () => viewer.goTo(camera.home),
    view: (number) => {
      const view = settings.views.find((v) => v.number === number);
      if (view) viewer.goTo(view);
    },
    toggleRotation: () => {
      viewer.rotating = !viewer.rotating;
      viewer.tell("asrg-change");
      viewer.change();
    },
    layer: (name) => viewer.setLayer(name),
    nextLayer: () => viewer.setLayer(layerNames[(layerNames.indexOf(viewer.layer) + 1) % layerNames.length]),
    show: (index) => viewer.show(index, -1),
    nextModel: () => viewer.show((viewer.shown + 1) % viewer.models.length, -1),
    compare: () => {
      if (viewer.models.length < 2) return;
      viewer.show(viewer.shown, viewer.other >= 0 ? -1 : (viewer.shown + 1) % viewer.models.length);
    },
    toggleSurroundings: () => {
      viewer.surroundings = !viewer.surroundings;
      viewer.tell("asrg-change");
      viewer.change();
    },
    fullScreen: () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else stage.requestFullscreen?.().catch(() => {});
    },
  };
}

function start() {
  const settings = JSON.parse(document.getElementById("page-settings").textContent);
  const parameters = parametersOf(globalThis.location.search);
  if (parameters.rotate !== undefined) settings.rotate = parameters.rotate;
  const stage = document.getElementById("stage");
  const canvas = document.getElementById("picture");
  canvas.setAttribute("aria-label", `${settings.title}, a model to turn about. ${keyHelp}`);
  const viewer = new Viewer(canvas, settings);
  const actions = actionsOf(viewer, stage);

  const progress = document.getElementById("progress");
  stage.addEventListener("asrg-progress", ({ detail }) => {
    progress.hidden = detail.share >= 1;
    progress.value = detail.share;
  });
  stage.addEventListener("asrg-loaded", ({ detail }) => {
    progress.hidden = detail.last;
    document.getElementById("poster")?.remove();
  });
  stage.addEventListener("asrg-error", ({ detail }) => {
    progress.hidden = true;
    showMessage(`This model cannot be shown. ${detail.message}`);
  });
  watchGestures(canvas, actions);
  watchKeys(document, actions);
  makeDivider(stage, viewer);
  if (parameters.controls) makeControls(document.getElementById("controls"), viewer, actions);
  connectParent(stage, viewer, actions);
  if (viewer.models[parameters.model]) viewer.show(parameters.model, -1);
  if (parameters.layer) viewer.setLayer(parameters.layer);
  const view = settings.views.find((v) => v.number === parameters.view);
  if (view) viewer.camera.goTo(view, true);
  // For whoever has a console open, and for tests.
  globalThis.asrg = { viewer, actions };
}

try {
  start();
} catch (error) {
  showMessage(error.message);
}
