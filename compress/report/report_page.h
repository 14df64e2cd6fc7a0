#pragma once

#include "compress/report/curve.h"

#include <string>

namespace asrg {

/// A report as one HTML page that needs nothing else: pictures are within it, and its Content-Security-Policy lets nothing be fetched.
/// @throws Error (runtime) where a picture cannot be encoded
std::string report_page(const Report& report);

}  // namespace asrg
