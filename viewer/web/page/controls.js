import { shownLayers } from "../render/layers.js";

// The buttons. Each says by a label what it does, and by aria-pressed whether it is on.

const icons = {
  reset: "M12 5V2L7 7l5 5V8a5 5 0 1 1-5 5H5a7 7 0 1 0 7-8z",
  rotate:
    "M12 6C6.5 6 2 8.2 2 11c0 2.2 2.900 4.100 7 4.800V19l4-4-4-4v2.800c-3-.5-5-1.700-5-2.800 0-1.400 3.400-3 8-3s8 1.600 8 3c0 .9-1.500 2-4 2.600v2c3.600-.7 6-2.500 6-4.600 0-2.800-4.500-5-10-5z",
  layers: "M12 3 2 9l10 6 10-6-10-6zM4.500 13 2 14.500l10 6 10-6-2.500-1.500L12 17.500z",
  compare: "M11 2h2v20h-2zM3 5h6v2H5v10h4v2H3zM15 5h6v14h-6z",
  full: "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z",
};

function button(label, act, icon, text) {
  const made = document.createElement("button");
  made.type = "button";
  made.title = label;
  made.setAttribute("aria-label", label);
  if (icon) made.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${icons[icon]}"/></svg>`;
  else made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function group(parent, label) {
  const made = document.createElement("div");
  made.className = "group";
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", label);
  parent.append(made);
  return made;
}

/** "896 kB", and what is known of the quality. */
export function sizeLabel({ bytes, quality }) {
  const size = bytes < 999500 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(2)} MB`;
  return quality ? `${size} · ${quality.toFixed(1)} dB` : size;
}

/** Makes the buttons and keeps them as the viewer is. @param actions as for keys, and {show(index), compare(), layer(name)} */
export function makeControls(bar, viewer, actions) {
  const { settings } = viewer;
  const following = [];
  const pressed = (element, is) => following.push(() => element.setAttribute("aria-pressed", String(is())));

  if (settings.models.length > 1) {
    const models = group(bar, "Models");
    settings.models.forEach((model, i) => {
      const made = button(`Show ${model.name}, ${sizeLabel(model)}`, () => actions.show(i), null, sizeLabel(model));
      pressed(made, () => viewer.shown === i || viewer.other === i);
      models.append(made);
    });
    const compare = button("Compare two models side by side", () => actions.compare(), "compare");
    pressed(compare, () => viewer.other >= 0);
    models.append(compare);
  }
  if (settings.views.length > 0) {
    const views = group(bar, "Saved views");
    for (const { number } of settings.views) views.append(button(`Fly to view ${number}`, () => actions.view(number), null, String(number)));
  }
  const tools = group(bar, "Tools");
  tools.append(button("Reset the view", () => actions.reset(), "reset"));
  const rotate = button("Rotate", () => actions.toggleRotation(), "rotate");
  pressed(rotate, () => viewer.rotating);
  const layers = button("Layers", () => menu.toggleAttribute("hidden"), "layers");
  pressed(layers, () => viewer.layer !== "final");
  tools.append(rotate, layers);
  if (document.fullscreenEnabled) tools.append(button("Full screen", () => actions.fullScreen(), "full"));

  const menu = document.createElement("div");
  menu.className = "menu";
  menu.hidden = true;
  menu.setAttribute("role", "group");
  menu.setAttribute("aria-label", "Layers");
  for (const [name, label] of Object.entries(shownLayers)) {
    const made = button(
      label,
      () => {
        actions.layer(name);
        menu.hidden = true;
      },
      null,
      label,
    );
    pressed(made, () => viewer.layer === name);
    menu.append(made);
  }
  if (settings.hasSurroundings) {
    const made = button("Surroundings", () => actions.toggleSurroundings(), null, "Surroundings");
    pressed(made, () => viewer.surroundings);
    menu.append(made);
  }
  bar.append(menu);

  const follow = () => following.forEach((f) => f());
  bar.parentElement.addEventListener("asrg-change", follow);
  follow();
}
