// What a page around this one can say and hear: parameters of the address, and messages.
//
//   ?view=2      begins at saved view 2             ?rotate=0   does not rotate
//   ?model=1     begins with that model, from 0     ?layer=normal
//   ?controls=0  shows no buttons
//
//   to the parent:   {source: "asrg", event: "loaded", model, level, finest}   a model, or a finer level of it, is there
//                    {source: "asrg", event: "view", model, view}              the picture rests and is finest
//                    {source: "asrg", event: "error", message}
//   from the parent: {target: "asrg", view: number | pose, model: number, layer: string, rotate: boolean}, each optional

/** @returns {{view: number, rotate: boolean | undefined, model: number, layer: string | null, controls: boolean}} */
export function parametersOf(search) {
  const p = new URLSearchParams(search);
  return {
    view: Number(p.get("view") ?? 0),
    rotate: p.has("rotate") ? p.get("rotate") !== "0" : undefined,
    model: Number(p.get("model") ?? 0),
    layer: p.get("layer"),
    controls: p.get("controls") !== "0",
  };
}

const isPose = (v) =>
  typeof v === "object" &&
  v !== null &&
  Array.isArray(v.pivot) &&
  v.pivot.length === 3 &&
  [...v.pivot, v.azimuth, v.elevation, v.distance].every((x) => Number.isFinite(x)) &&
  v.distance > 0;

/** Follows a parent's messages and tells it what happens. @param actions as for the controls */
export function connectParent(stage, viewer, actions) {
  const parent = globalThis.parent === globalThis ? null : globalThis.parent;
  const tell = (message) => parent?.postMessage({ source: "asrg", ...message }, "*");
  stage.addEventListener("asrg-loaded", ({ detail }) => tell({ event: "loaded", model: detail.index, level: detail.level, finest: detail.last }));
  stage.addEventListener("asrg-view", ({ detail }) => tell({ event: "view", model: detail.index, view: detail.view }));
  stage.addEventListener("asrg-error", ({ detail }) => tell({ event: "error", message: detail.message }));
  globalThis.addEventListener("message", ({ data }) => {
    if (typeof data !== "object" || data === null || data.target !== "asrg") return;
    if (Number.isInteger(data.model) && viewer.models[data.model]) actions.show(data.model);
    if (typeof data.layer === "string") actions.layer(data.layer);
    if (typeof data.view === "number") actions.view(data.view);
    else if (isPose(data.view)) viewer.goTo(data.view);
    if (typeof data.rotate === "boolean" && data.rotate !== viewer.rotating) actions.toggleRotation();
  });
}
