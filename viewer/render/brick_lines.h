#pragma once

#include "compress/model/model.h"
#include "cuda/camera/camera.h"
#include "cuda/core/image.h"
#include "cuda/render/frame.h"

namespace asrg {

/// Draws the outlines of the leaf bricks, coloured by level (see level_colour), over a picture; what lies behind the surface is left out,
/// and so are surroundings.
/// @param depth the depth layer of the same camera, RGBA, 0..1
/// @param picture RGBA, as large as the camera's image
void draw_brick_lines(const Model& model, const Camera& camera, const ImageF& depth, ImageU8& picture);
/// The same, with the depth that `frame` draws.
/// @param drawn the model, or a coarser level of it
/// @param surroundings does the picture show them?
void draw_brick_lines(Frame& frame, const RenderModel& drawn, const Model& model, const Camera& camera, bool surroundings,
                      ImageU8& picture);

}  // namespace asrg
