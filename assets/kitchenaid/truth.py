"""The true surface of the test views, for `asrg eval --truth`: part of render.py. README.md says how it is stored."""

import json
import os
import struct
import tempfile
import zlib

import bpy
import numpy as np

DEPTH_STEP = 0.0002  # world units; 16 bits reach to 13.1


def prepare(scene):
    """Makes the scene yield, instead of light, what the ray through each pixel's centre hits first, without mixing it at edges."""
    material = bpy.data.materials.new("truth")
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    geometry, camera = nodes.new("ShaderNodeNewGeometry"), nodes.new("ShaderNodeCameraData")
    layer = scene.view_layers[0]
    # Not the passes of that name: the pass "Normal" is bent where a reflection would go below the surface, "Z" is no distance.
    for name, kind, socket, source in (
        ("normal", "COLOR", "Color", geometry.outputs["Normal"]),
        ("distance", "VALUE", "Value", camera.outputs["View Distance"]),
    ):
        aov = layer.aovs.add()
        aov.name, aov.type = name, kind
        output = nodes.new("ShaderNodeOutputAOV")
        output.name = name
        links.new(source, output.inputs[socket])
    layer.material_override = material

    scene.cycles.samples = 1
    scene.cycles.max_bounces = 0
    scene.cycles.pixel_filter_type = "GAUSSIAN"
    scene.cycles.filter_width = 0.01  # pixels, the least there is

    scene.use_nodes = True
    tree = scene.node_tree
    tree.nodes.clear()
    layers, files = tree.nodes.new("CompositorNodeRLayers"), tree.nodes.new("CompositorNodeOutputFile")
    files.format.file_format = "OPEN_EXR"
    files.format.color_depth = "32"
    files.file_slots.clear()
    for name in ("normal", "distance"):
        files.file_slots.new(name)
        tree.links.new(layers.outputs[name], files.inputs[name])
    return files


def read_exr(path):
    """Rows from the top, RGBA."""
    image = bpy.data.images.load(path)
    image.colorspace_settings.name = "Non-Color"
    width, height = image.size
    pixels = np.empty(width * height * 4, dtype=np.float32)
    image.pixels.foreach_get(pixels)
    bpy.data.images.remove(image)
    return pixels.reshape(height, width, 4)[::-1]


def write_png(path, pixels):
    """RGB of 8 bits or grey of 16 bits; every row is filtered in the way that leaves the smallest differences."""
    height, width = pixels.shape[:2]
    rows = pixels.astype(pixels.dtype.newbyteorder(">")).reshape(height, -1).view(np.uint8).astype(np.int32)
    step = rows.shape[1] // width
    left = np.pad(rows, ((0, 0), (step, 0)))[:, :-step]
    up = np.pad(rows, ((1, 0), (0, 0)))[:-1]
    corner = np.pad(left, ((1, 0), (0, 0)))[:-1]
    to_left, to_up, to_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    paeth = np.where((to_left <= to_up) & (to_left <= to_corner), left, np.where(to_up <= to_corner, up, corner))
    filtered = [(rows - guess).astype(np.uint8) for guess in (0, left, up, (left + up) // 2, paeth)]
    cost = [np.abs(f.view(np.int8).astype(np.int32)).sum(axis=1) for f in filtered]
    best = np.argmin(cost, axis=0)
    data = b"".join(bytes([k]) + filtered[k][y].tobytes() for y, k in enumerate(best))

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, pixels.dtype.itemsize * 8, 2 if pixels.ndim == 3 else 0, 0, 0, 0)
    with open(path, "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b""))


def render(scene, files, stem):
    """Writes `stem`_normal.png and `stem`_depth.png of what the scene's camera sees."""
    with tempfile.TemporaryDirectory() as folder:
        files.base_path = folder
        bpy.ops.render.render()
        normal, distance = (
            read_exr(os.path.join(folder, f"{name}{scene.frame_current:04d}.exr")) for name in ("normal", "distance")
        )
    normal, distance = normal[..., :3].astype(np.float64), distance[..., 0]
    seen = distance > 0
    length = np.linalg.norm(normal, axis=2, keepdims=True)
    assert np.all(np.abs(length[seen] - 1) < 1e-3)
    normal = np.where(seen[..., None], 0.5 + 0.5 * normal / np.where(length > 0, length, 1), 0)
    os.makedirs(os.path.dirname(stem), exist_ok=True)
    write_png(stem + "_normal.png", np.rint(normal * 255).astype(np.uint8))
    write_png(stem + "_depth.png", np.rint(distance / DEPTH_STEP).astype(np.uint16))


def write_step(folder):
    with open(os.path.join(folder, "truth.json"), "w") as f:
        json.dump({"depth_step": DEPTH_STEP}, f)
        f.write("\n")
