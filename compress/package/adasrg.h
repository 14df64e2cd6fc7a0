#pragma once

// What a program that reads and draws models needs, in one header. With the CMake package (find_package(AdaSRG), AdaSRG::asrg):
//
//   asrg::Device device = asrg::Device::open({});                       // CUDA where there is such a device, else the CPU
//   const asrg::Model model = asrg::load_model("shoe.asrg");
//   const asrg::RenderModel ready = asrg::drawable(device, model);
//   const auto cameras = asrg::orbit(model.topology.lattice.box(), asrg::read_provenance(*model.provenance), 24, {640, 480}, 20, 0);
//   const asrg::ImageF image = asrg::render(device, ready, cameras[0], {});
//   asrg::write_png("shoe.png", asrg::to_8_bit(image, 3));
//
// Each throws asrg::Error, whose what() is one sentence for the user.

#include "compress/codec/codec.h"
#include "compress/image/picture.h"
#include "compress/image/png.h"
#include "compress/model/drawable.h"
#include "compress/model/model.h"
#include "compress/model/orbit.h"
#include "compress/model/provenance.h"
#include "cuda/core/device.h"
#include "cuda/core/error.h"
#include "cuda/render/renderer.h"
