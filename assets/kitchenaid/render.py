"""Renders the kitchenaid data set (NeRF-synthetic layout) with Blender Cycles on the CPU.

    blender -b -P render.py -- --out DIR [--size 400] [--samples N] [--train 60] [--test 20] [--truth]

Needs nothing but three Debian packages: blender (made with 3.4.1), python3-numpy and
sweethome3d-furniture, which holds the model (CC0). The light is painted by this script, so no
environment map is needed. All numbers are fixed: the same Blender on the same kind of machine gives
the same pictures.
"""

import argparse
import io
import json
import math
import os
import sys
import tempfile
import time
import traceback
import zipfile

import bpy
import numpy as np
from mathutils import Matrix, Vector

sys.dont_write_bytecode = True  # no __pycache__ beside the pictures
sys.path.append(os.path.dirname(os.path.abspath(__file__)))
import truth

FURNITURE = "/usr/share/sweethome3d/furniture/BlendSwap-CC-0.sh3f"
MODEL = "blendswap-cc-0/kitchenaid/kitchenaid.obj"
LABELS = "blendswap-cc-0/kitchenaid/kitchenaid_writing1.jpg"

HALF_DIAGONAL = 1.25  # of the object's bounding box, centred on the origin
CAMERA_DISTANCE = 4.0311
CAMERA_ANGLE_X = 0.6911112070083618
ELEVATION = (2.0, 80.0)  # degrees above the horizon, lowest and highest view
GOLDEN_ANGLE = math.pi * (3.0 - math.sqrt(5.0))
TEST_TURN = math.radians(290.0)  # turns the test spiral to where it lies between the train views


# ------------------------------------------------------------------------------------------ model


def read_member(archive, name):
    """The bytes of `name` in a zip, also if it lies in a zip, jar or sh3f within that zip."""
    with zipfile.ZipFile(archive) as z:
        for entry in z.namelist():
            if entry == name or entry.endswith("/" + name):
                return z.read(entry)
        for entry in z.namelist():
            if entry.lower().endswith((".zip", ".jar", ".sh3f")):
                try:
                    return read_member(io.BytesIO(z.read(entry)), name)
                except KeyError:
                    pass
    raise KeyError(name)


def parse_obj(text):
    """Vertices, texture coordinates and, per object, its faces (corners, material).

    Read by hand because the file holds 700 "faces" of two vertices, on which Blender 3.4's own
    importer breaks.
    """
    vertices, uvs, objects = [], [], {}
    name, material = "object", None
    for line in text.splitlines():
        key, *rest = line.split() or [""]
        if key == "v":
            x, y, z = map(float, rest[:3])
            vertices.append((x, -z, y))  # Y up -> Z up
        elif key == "vt":
            uvs.append(tuple(map(float, rest[:2])))
        elif key == "o":
            name = rest[0]
        elif key == "usemtl":
            material = rest[0]
        elif key == "f":
            corners = {}  # by vertex: drops repeated ones
            for corner in rest:
                v, _, vt = corner.partition("/")
                vt = vt.partition("/")[0]
                corners.setdefault(int(v) - 1, int(vt) - 1 if vt else None)
            if len(corners) > 2:
                objects.setdefault(name, []).append((list(corners.items()), material))
    return vertices, uvs, objects


def build_model(archive, materials):
    vertices, uvs, objects = parse_obj(read_member(archive, MODEL).decode("latin-1"))
    used = np.array([vertices[v] for faces in objects.values() for corners, _ in faces for v, _ in corners])
    low, high = used.min(axis=0), used.max(axis=0)
    centre = (low + high) / 2
    scale = HALF_DIAGONAL / np.linalg.norm((high - low) / 2)

    for name, faces in objects.items():
        index, points = {}, []
        for corners, _ in faces:
            for v, _ in corners:
                if v not in index:
                    index[v] = len(points)
                    points.append(tuple((np.array(vertices[v]) - centre) * scale))
        mesh = bpy.data.meshes.new(name)
        mesh.from_pydata(points, [], [[index[v] for v, _ in corners] for corners, _ in faces])
        names = sorted({material for _, material in faces})
        for material in names:
            mesh.materials.append(materials[material])
        layer = mesh.uv_layers.new(name="UVMap")
        loop = 0
        for polygon, (corners, material) in zip(mesh.polygons, faces):
            polygon.material_index = names.index(material)
            polygon.use_smooth = True
            for _, vt in corners:
                layer.data[loop].uv = uvs[vt] if vt is not None else (0.0, 0.0)
                loop += 1
        mesh.use_auto_smooth = True  # keeps the hard edges of trim and knobs hard
        mesh.auto_smooth_angle = math.radians(45.0)
        mesh.validate()
        obj = bpy.data.objects.new(name, mesh)
        # Normals after the large faces: without it the bowl's narrow rim bends its wall's reflections.
        weighted = obj.modifiers.new("weighted normals", "WEIGHTED_NORMAL")
        weighted.keep_sharp = True
        bpy.context.scene.collection.objects.link(obj)


# -------------------------------------------------------------------------------------- materials


def principled(name, color, **inputs):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*color, 1.0)
    for key, value in inputs.items():
        shader.inputs[key.replace("_", " ")].default_value = value
    return material


def make_materials(labels):
    """The model's materials by name; colours of the paints as in its .mtl, metals made metallic."""
    metal = {"Metallic": 1.0, "Specular": 0.5}
    paint = {"Roughness": 0.35, "Specular": 0.5, "Clearcoat": 0.6, "Clearcoat_Roughness": 0.2}
    result = {
        "Kitchenaid_Glass": principled("bowl", (0.80, 0.79, 0.77), Roughness=0.36, **metal),
        "Kitchenaid_Chrome": principled("chrome", (0.86, 0.87, 0.88), Roughness=0.30, **metal),
        "Kitchenaid_BrushedChrome": principled("brushed chrome", (0.62, 0.62, 0.63), Roughness=0.36, **metal),
        "Kitchenaid_Yellow": principled("yellow paint", (0.64, 0.47, 0.13), **paint),
        "Kitchenaid_White": principled("white paint", (0.80, 0.745, 0.735), **paint),
        "Kitchenaid_BlackPlastic": principled("black plastic", (0.03, 0.03, 0.03), Roughness=0.3),
    }
    # The lettering is black print on metal: the texture's darkness takes away the metal.
    for name, base, roughness in (
        ("Kitchenaid_Chrome_Writing", 0.87, 0.32),
        ("Kitchenaid_BrushedChrome_Writing", 0.70, 0.36),
    ):
        material = principled(name, (base, base, base), Roughness=roughness, **metal)
        nodes, links = material.node_tree.nodes, material.node_tree.links
        texture = nodes.new("ShaderNodeTexImage")
        texture.image = labels
        tint = nodes.new("ShaderNodeMixRGB")
        tint.inputs["Color1"].default_value = (0.01, 0.01, 0.01, 1.0)
        tint.inputs["Color2"].default_value = (base, base, base, 1.0)
        shader = nodes["Principled BSDF"]
        links.new(texture.outputs["Color"], tint.inputs["Fac"])
        links.new(tint.outputs["Color"], shader.inputs["Base Color"])
        links.new(texture.outputs["Color"], shader.inputs["Metallic"])
        result[name] = material
    return result


# ------------------------------------------------------------------------------------------ light


def smoothstep(low, high, x):
    t = np.clip((x - low) / (high - low), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


# Soft boxes: azimuth, elevation of the centre; half width, half height (all degrees);
# radiance (linear RGB); panes across, panes up (bars lie between them, as in a window).
# A camera above the horizon sees in the upright wall of the bowl what lies below the horizon, so
# several of them reach down there.
SOFT_BOXES = (
    (-55.0, 40.0, 25.0, 18.0, (6.6, 5.5, 4.2), 1, 1),  # key, warm
    (60.0, 18.0, 22.0, 34.0, (2.4, 3.1, 4.2), 3, 4),  # tall window, cool
    (150.0, 5.0, 7.0, 45.0, (2.6, 2.4, 2.1), 1, 1),  # upright strip, neutral
    (-140.0, -4.0, 17.0, 14.0, (2.6, 1.6, 0.8), 2, 1),  # low lamps, orange
    (105.0, -12.0, 9.0, 16.0, (0.7, 1.2, 2.2), 1, 1),  # low, blue
    (-88.0, -10.0, 5.0, 36.0, (1.7, 1.7, 1.65), 1, 1),  # upright strip to the floor, neutral
    (-8.0, -16.0, 10.0, 14.0, (1.9, 1.25, 0.75), 1, 2),  # low, warm
    (-175.0, -6.0, 10.0, 9.0, (0.9, 1.1, 1.3), 1, 1),  # low, dim
    (20.0, 80.0, 18.0, 18.0, (3.6, 3.6, 3.7), 2, 2),  # overhead
)


def mix(a, b, t):
    return np.asarray(a) * (1.0 - t[..., None]) + np.asarray(b) * t[..., None]


def paint_room(x, y, z):
    """Walls and soft boxes (linear RGB) in the given directions."""
    side = 0.75 + 0.35 * (x * math.cos(math.radians(40.0)) - y * math.sin(math.radians(40.0)))
    room = mix((0.34, 0.31, 0.29), (0.26, 0.32, 0.42), smoothstep(-0.2, 0.8, z)) * side[..., None]
    for az, el, half_w, half_h, radiance, across, panes_up in SOFT_BOXES:
        az, el = math.radians(az), math.radians(el)
        centre = (math.cos(el) * math.cos(az), math.cos(el) * math.sin(az), math.sin(el))
        right = (-math.sin(az), math.cos(az), 0.0)
        top = (-math.sin(el) * math.cos(az), -math.sin(el) * math.sin(az), math.cos(el))
        depth = x * centre[0] + y * centre[1] + z * centre[2]
        safe = np.where(depth > 1e-3, depth, 1.0)
        # In the plane of the box, -1 .. 1 across it.
        s = (x * right[0] + y * right[1]) / safe / math.tan(math.radians(half_w))
        t = (x * top[0] + y * top[1] + z * top[2]) / safe / math.tan(math.radians(half_h))
        mask = (depth > 1e-3) * (1.0 - smoothstep(0.96, 1.0, np.abs(s))) * (1.0 - smoothstep(0.96, 1.0, np.abs(t)))
        for coordinate, panes in ((s, across), (t, panes_up)):
            for k in range(1, panes):
                mask = mask * smoothstep(0.04, 0.07, np.abs(coordinate - (2.0 * k / panes - 1.0)))
        glow = 1.0 - 0.35 * np.clip(s * s + t * t, 0.0, 1.0)  # brighter in the middle
        room = mix(room, np.array(radiance) * glow[..., None], mask)
    return room


def paint_world(width=2048, height=1024):
    """A studio as an equirectangular picture (linear RGB, bottom row first): a gradient room,
    bright soft boxes and a dark polished floor, so that metal shows clear, moving reflections."""
    v, u = np.mgrid[0:height, 0:width]
    elevation = (v + 0.5) / height * math.pi - math.pi / 2
    azimuth = math.pi - (u + 0.5) / width * 2 * math.pi  # Cycles' mapping: u = 0.5 looks along +X
    x = np.cos(elevation) * np.cos(azimuth)
    y = np.cos(elevation) * np.sin(azimuth)
    z = np.sin(elevation)

    room = paint_room(x, y, z)
    # The floor starts 25 degrees below the horizon and mirrors the room above it, dimly.
    edge = math.sin(math.radians(-25.0))
    floor = np.array((0.06, 0.055, 0.05)) + 0.3 * paint_room(x, y, -z)
    return mix(floor, room, smoothstep(edge - 0.012, edge + 0.012, z) * (z > edge - 0.02))


def make_world(scene):
    pixels = paint_world()
    height, width, _ = pixels.shape
    image = bpy.data.images.new("studio", width, height, alpha=False, float_buffer=True)
    rgba = np.ones((height, width, 4), dtype=np.float32)
    rgba[..., :3] = pixels
    image.pixels.foreach_set(rgba.ravel())
    image.update()
    image.pack()

    world = bpy.data.worlds.new("studio")
    world.use_nodes = True
    texture = world.node_tree.nodes.new("ShaderNodeTexEnvironment")
    texture.image = image
    world.node_tree.links.new(texture.outputs["Color"], world.node_tree.nodes["Background"].inputs["Color"])
    world.cycles.sampling_method = "MANUAL"
    world.cycles.sample_map_resolution = 1024
    scene.world = world


# ------------------------------------------------------------------------------- cameras, settings


def spiral(count, turn):
    """Camera positions on a Fibonacci spiral: even over the band of the sphere, lowest first."""
    low, high = (math.sin(math.radians(e)) for e in ELEVATION)
    for i in range(count):
        z = low + (high - low) * (i + 0.5) / count
        r = math.sqrt(1.0 - z * z)
        angle = GOLDEN_ANGLE * i + turn
        yield Vector((r * math.cos(angle), r * math.sin(angle), z)) * CAMERA_DISTANCE


def look_at_origin(position):
    """Camera-to-world matrix, OpenGL axes: X right, Y up, looking along -Z."""
    back = position.normalized()
    right = Vector((0.0, 0.0, 1.0)).cross(back).normalized()
    up = back.cross(right)
    matrix = Matrix((right, up, back)).transposed().to_4x4()
    matrix.translation = position
    return matrix


def make_scene(args):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, os.path.basename(LABELS))
        with open(path, "wb") as f:
            f.write(read_member(args.source, LABELS))
        labels = bpy.data.images.load(path)
        labels.pack()
    build_model(args.source, make_materials(labels))
    make_world(scene)

    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    camera.data.angle_x = CAMERA_ANGLE_X
    scene.collection.objects.link(camera)
    scene.camera = camera

    render = scene.render
    render.engine = "CYCLES"
    render.resolution_x = render.resolution_y = args.size
    render.resolution_percentage = 100
    render.film_transparent = True  # the world lights the object but is not seen itself
    render.use_persistent_data = True
    render.dither_intensity = 0.0
    render.threads_mode = "FIXED" if args.threads else "AUTO"
    if args.threads:
        render.threads = args.threads
    render.image_settings.file_format = "PNG"
    render.image_settings.color_mode = "RGBA"
    render.image_settings.color_depth = "8"
    render.image_settings.compression = 90
    scene.display_settings.display_device = "sRGB"
    scene.view_settings.view_transform = "Standard"
    scene.view_settings.look = "None"
    scene.view_settings.exposure = 0.0
    scene.view_settings.gamma = 1.0

    cycles = scene.cycles
    cycles.device = "CPU"
    cycles.samples = args.samples
    cycles.use_adaptive_sampling = False
    cycles.use_denoising = False  # Debian's build has no denoiser for the CPU
    cycles.max_bounces = 8
    cycles.diffuse_bounces = 3
    cycles.glossy_bounces = 5
    cycles.caustics_reflective = True
    cycles.blur_glossy = 0.3
    cycles.sample_clamp_direct = 0.0
    cycles.sample_clamp_indirect = 2.0  # no fireflies from the inside of the bowl
    return scene


# ------------------------------------------------------------------------------------------- main


def strip_text(path):
    """Takes out the PNG's text chunks (date, render time, ...): equal pictures, equal files."""
    with open(path, "rb") as f:
        data = f.read()
    kept, at = [data[:8]], 8
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] not in (b"tEXt", b"zTXt", b"iTXt", b"tIME", b"pHYs"):
            kept.append(data[at:end])
        at = end
    with open(path, "wb") as f:
        f.write(b"".join(kept))


def parse_args():
    argv = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    parser = argparse.ArgumentParser(prog="blender -b -P render.py --", description="Renders the kitchenaid data set.")
    parser.add_argument("--out", required=True, help="folder for transforms_*.json, train/ and test/")
    parser.add_argument("--size", type=int, default=400, help="width and height in pixels")
    parser.add_argument("--samples", type=int, default=96, help="samples per pixel")
    parser.add_argument("--train", type=int, default=60, help="number of train views")
    parser.add_argument("--test", type=int, default=20, help="number of test views")
    parser.add_argument("--only", default="", help="render only these, as in train/r_3,test/r_0 (for a look)")
    parser.add_argument("--truth", action="store_true", help="write truth/ instead: normals and depth of the test views")
    parser.add_argument("--threads", type=int, default=0, help="0: all")
    parser.add_argument("--source", default=FURNITURE, help="the .sh3f, or a zip or jar around it")
    args = parser.parse_args(argv)
    args.out = os.path.abspath(args.out)
    return args


def write_truth(scene, args, only):
    files = truth.prepare(scene)
    folder = os.path.join(args.out, "truth")
    for i, position in enumerate(spiral(args.test, TEST_TURN)):
        name = f"test/r_{i}"
        if only and name not in only:
            continue
        scene.camera.matrix_world = look_at_origin(position)
        truth.render(scene, files, os.path.join(folder, name))
        print(f"truth/{name}", flush=True)
    truth.write_step(folder)


def main():
    args = parse_args()
    only = set(filter(None, args.only.split(",")))
    scene = make_scene(args)
    if args.truth:
        return write_truth(scene, args, only)
    for split, count, turn, seed in (("train", args.train, 0.0, 0), ("test", args.test, TEST_TURN, 100000)):
        os.makedirs(os.path.join(args.out, split), exist_ok=True)
        frames = []
        for i, position in enumerate(spiral(count, turn)):
            matrix = look_at_origin(position)
            name = f"{split}/r_{i}"
            frames.append({"file_path": "./" + name, "transform_matrix": [list(row) for row in matrix]})
            if only and name not in only:
                continue
            scene.camera.matrix_world = matrix
            scene.cycles.seed = seed + i  # other noise in every view, the same in every run
            scene.render.filepath = os.path.join(args.out, name + ".png")
            start = time.time()
            bpy.ops.render.render(write_still=True)
            strip_text(scene.render.filepath)
            print(f"{name}: {time.time() - start:.1f} s", flush=True)
        with open(os.path.join(args.out, f"transforms_{split}.json"), "w") as f:
            json.dump({"camera_angle_x": CAMERA_ANGLE_X, "frames": frames}, f, indent=1)
            f.write("\n")


try:
    main()
except Exception:
    traceback.print_exc()
    sys.exit(1)  # Blender by itself would leave with 0
