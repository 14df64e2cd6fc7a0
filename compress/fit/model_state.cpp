#include "compress/fit/model_state.h"

#include "compress/model/symbols.h"

namespace asrg {

FitState state_of(const Model& model) {
  FitState s;
  s.residuals = residuals_of(model);
  s.first_moment = s.second_moment = std::vector<Channels>(s.residuals.size());
  s.shader = model.shader;
  s.environment = model.environment;
  s.highlights = model.highlights;
  return s;
}

}  // namespace asrg
