#pragma once

#include "compress/model/model.h"
#include "cuda/render/renderer.h"

namespace asrg {

/// A model in the form in which a renderer draws it, in the memory of one device.
RenderModel drawable(Device& device, const Model& model, Precision precision = Precision::exact);

}  // namespace asrg
