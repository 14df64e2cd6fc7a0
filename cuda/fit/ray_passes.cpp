#include "cuda/fit/ray_passes.h"

#include "cuda/core/launch.h"

namespace asrg {

void RayStepPasses::run_passes(const PatchKernel& kernel, int patches) {
  const int rays = patches * patch_rays;
  if (static_cast<int>(error_.size()) < rays) {
    const auto n = static_cast<std::size_t>(rays);
    pixels_ = Buffer<Four>(device_, n * StoredPixels::rows);
    shading_ = Buffer<Four>(device_, n * StoredShading::rows);
    composite_gradient_ = Buffer<Four>(device_, n * RayPasses::composite_gradient_rows);
    colour_ = Buffer<glm::vec3>(device_, n);
    target_ = Buffer<glm::vec3>(device_, n);
    gradient_ = Buffer<glm::vec3>(device_, n);
    windows_ = Buffer<SsimWindow>(device_, n / patch_rays * ssim_windows);
    error_ = Buffer<float>(device_, n);
  }
  const RayPasses passes{.patch = kernel,
                         .pixels = {{pixels_.data(), rays}},
                         .shading = {{shading_.data(), rays}},
                         .composite_gradient = {composite_gradient_.data(), rays},
                         .colour = colour_.data(),
                         .target = target_.data(),
                         .gradient = gradient_.data(),
                         .error = error_.data(),
                         .windows = windows_.data()};
  launch(device_, "render", rays, ForwardPass{passes}, patch_rays);
  launch(device_, "compare with photos", patches * ssim_windows, SsimPass{passes}, ssim_windows);
  launch(device_, "differentiate shading", rays, ShadingPass{passes}, patch_rays);
  if (kernel.rays_move)
    launch(device_, "differentiate with poses", rays, BackwardPass<true>{passes}, patch_rays);
  else
    launch(device_, "differentiate", rays, BackwardPass<false>{passes}, patch_rays);
  launch(device_, "sum shader gradients", ShaderWeights::count * ShaderPass::chunks,
         ShaderPass{passes.pixels, passes.shading, rays, sums_.shader()}, ShaderWeights::count);
}

namespace {

class FloatRayPasses final : public RayStepPasses {
 public:
  using RayStepPasses::RayStepPasses;

  void accumulate(PatchKernel kernel, int patches, const Hierarchy& hierarchy) override {
    kernel.slots = sums_.view();
    run_passes(kernel, patches);
    hierarchy.transpose(device_, sums_.corners());
  }
};

}  // namespace

std::unique_ptr<StepPasses> make_ray_passes(Device& device) { return std::make_unique<FloatRayPasses>(device); }

}  // namespace asrg
