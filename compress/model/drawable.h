#pragma once

#include "compress/model/model.h"
#include "cuda/render/renderer.h"

namespace asrg {

/// A model made ready for drawing on one device.
RenderModel drawable(Device& device, const Model& model, Precision precision = Precision::exact);

}  // namespace asrg
