#pragma once

#include "cuda/fit/ray_kernels.h"
#include "cuda/fit/step_passes.h"

namespace asrg {

/// What the two strategies with one thread per ray have in common: the passes over a step's rays, and the memory between them.
class RayStepPasses : public StepPasses {
 public:
  explicit RayStepPasses(Device& device) : StepPasses(device, device.slots(), ShaderPass::chunks) {}

 protected:
  void run_passes(const PatchKernel& kernel, int patches);

 private:
  Buffer<Four> pixels_, shading_, composite_gradient_;
  Buffer<glm::vec3> colour_, target_, gradient_;
  Buffer<SsimWindow> windows_;
  Buffer<float> error_;
};

}  // namespace asrg
