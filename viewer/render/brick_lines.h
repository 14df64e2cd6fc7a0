#pragma once

#include "compress/model/model.h"
#include "cuda/camera/camera.h"
#include "cuda/core/image.h"
#include "cuda/render/frame.h"

namespace asrg {

/// Draws the outlines of the leaf bricks, coloured by level (see level_colour), over a picture, without parts behind the surface and without
/// bricks of surroundings.
/// @param depth the depth layer of the same camera, RGBA, 0..1
/// @param picture RGBA, of the camera's size
void draw_brick_lines(const Model& model, const Camera& camera, const ImageF& depth, ImageU8& picture);
/// The same; `frame` draws the depth layer.
/// @param drawn the model, or a coarser level of it
/// @param surroundings true where the picture shows them
void draw_brick_lines(Frame& frame, const RenderModel& drawn, const Model& model, const Camera& camera, bool surroundings,
                      ImageU8& picture);

}  // namespace asrg
