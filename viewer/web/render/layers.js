/**
 * What a pixel shows: a layer's place here is its number in shade.glsl. "work" is for tests: look-ups and samples of the ray, as bytes. "depth" is
 * for picking: the mean distance as a share of `farDistance`, in three bytes, and the opacity.
 */
export const layers = ["final", "diffuse", "specular", "normal", "level", "work", "depth"];

/** Layers that need more than the channels. */
export const geometryLayers = ["normal", "level", "depth"];

/** Layers that are made of colours and features alone. */
export const shadedLayers = ["final", "diffuse", "specular"];

/** Layers that a page offers, and how they are called. */
export const shownLayers = { final: "Picture", diffuse: "Diffuse", specular: "Specular", normal: "Normals", level: "Level of detail" };
