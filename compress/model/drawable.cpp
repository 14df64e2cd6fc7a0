#include "compress/model/drawable.h"

#include "compress/model/symbols.h"

namespace asrg {

RenderModel drawable(Device& device, const Model& m, Precision precision) {
  return {device, m.topology, residuals_of(m), m.shader, m.environment, precision, m.sample_distance, m.highlights};
}

}  // namespace asrg
