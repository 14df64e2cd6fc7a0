#pragma once

#include "compress/metrics/npz.h"
#include "tests/compress/scene/sphere_data.h"

#include <filesystem>
#include <map>
#include <string>

namespace asrg::test {

/// The content of NeuS's cameras_sphere.npz: the object lies in the ball of that radius about the sphere's centre.
std::map<std::string, FloatArray> neus_arrays(const SphereData& data, double radius);

/// Metashape's cameras.xml, with one sensor, the cameras in a group, and one camera that was not aligned.
/// @param coefficients elements of the calibration, <f>90</f> and so on
/// @param transform the chunk's, a whole element
std::string metashape_xml(const SphereData& data, const std::string& coefficients, const std::string& type = "frame",
                          const std::string& transform = "");

/// RealityCapture's cameras as .csv, with all columns. The cameras stand where the data's do and look straight down.
std::string realitycapture_csv(const SphereData& data);

}  // namespace asrg::test
