#include "cuda/fit/fit_engine.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

using namespace asrg;

namespace {

double central_difference(float& x, double h, const std::function<double()>& f) {
  const float old = x;
  x = static_cast<float>(old + h);
  const double up = f(), above = x;
  x = static_cast<float>(old - h);
  const double down = f(), below = x;
  x = old;
  return (up - down) / (above - below);
}

struct Mismatch {
  std::vector<double> errors;
  void add(double analytic, double numeric, double floor) { errors.push_back(std::abs(analytic - numeric) / (std::abs(numeric) + floor)); }
  double percentile(double p) {
    std::sort(errors.begin(), errors.end());
    return errors[static_cast<std::size_t>(p * static_cast<double>(errors.size() - 1))];
  }
};

ShaderWeights random_shader(std::mt19937& random, float scale) {
  std::uniform_real_distribution<float> uniform(-scale, scale);
  ShaderWeights w{};
  for (int i = 0; i < ShaderWeights::count; ++i) w.data()[i] = uniform(random);
  return w;
}

}  // namespace

TEST_CASE("the robust penalty and its slope") {
  for (float r : {-0.5f, -0.1f, -0.03f, 0.02f, 0.4f}) {
    float x = r;
    CHECK(huber_gradient(r, 0.1f) == Approx(central_difference(x, 1e-3, [&] { return static_cast<double>(huber(x, 0.1f)); })).margin(2e-3));
  }
  CHECK(huber(0.05f, 0.1f) == Approx(0.0025f));
}

TEST_CASE("the gradient of patch SSIM") {
  std::mt19937 random(2);
  std::uniform_real_distribution<float> uniform(0, 1);
  glm::vec3 x[patch_rays], y[patch_rays], g[patch_rays] = {};
  for (int i = 0; i < patch_rays; ++i) {
    g[i] = glm::vec3(0.0f);
    for (int c = 0; c < 3; ++c) {
      y[i][c] = uniform(random);
      x[i][c] = 0.5f * y[i][c] + 0.5f * uniform(random);
    }
  }
  patch_ssim(x, y, 1.0f, g);
  glm::vec3 ignored[patch_rays];
  for (int i = 0; i < patch_rays; i += 3)
    for (int c = 0; c < 3; ++c)
      CHECK(g[i][c] == Approx(central_difference(x[i][c], 2e-3, [&] { return static_cast<double>(patch_ssim(x, y, 0.0f, ignored)); })).margin(2e-4));
  CHECK(patch_ssim(y, y, 0.0f, ignored) == Approx(1.0f).margin(1e-5));
}

TEST_CASE("the gradient of the shader") {
  std::mt19937 random(4);
  ShaderWeights w = random_shader(random, 0.5f);
  Channels in{0.9f, 0.4f, -0.1f, 0.2f, 0.5f, -0.3f, 0.7f, 0.1f};
  const glm::vec3 direction = glm::normalize(glm::vec3(0.3f, -0.5f, 0.8f)), weight{0.7f, -1.1f, 0.4f};
  ShaderActivations a;
  const auto loss = [&] {
    shader_forward(w, in, direction, a);
    return static_cast<double>(weight.x * a.output[0] + weight.y * a.output[1] + weight.z * a.output[2]);
  };
  loss();
  ShaderWeights gw{};
  Channels gin = splat(0.0f);
  const ShaderActivations at = a;
  shader_backward(w, at, weight, gw, gin);
  Mismatch mismatch;
  for (int i = 0; i < ShaderWeights::count; i += 5) mismatch.add(gw.data()[i], central_difference(w.data()[i], 4e-3, loss), 1e-2);
  for (int k = 0; k < Channels::count; ++k) mismatch.add(gin.v[k], central_difference(in.v[k], 4e-3, loss), 1e-2);
  // A few weights sit at a kink of the ReLU.
  CHECK(mismatch.percentile(0.95) < 0.02);
}

namespace {

/// A small grid of two levels, with room for what PatchKernel writes.
struct Chain {
  Device device = Device::cpu(1);
  Topology topology;
  std::unique_ptr<Grid> grid;
  std::unique_ptr<Hierarchy> hierarchy;
  std::vector<Channels> residuals;
  ShaderWeights shader;
  std::vector<glm::vec3> environment;
  TrainingView view{};
  std::vector<std::uint8_t> pixels;
  PatchPlace place{0, 8, 8};
  std::vector<SampleRecord> records = std::vector<SampleRecord>(64 * 256);
  std::vector<Channels> corner_gradient;
  std::vector<float> cell_weight, cell_error;
  std::vector<ShaderWeights> shader_gradient = std::vector<ShaderWeights>(1);
  std::vector<glm::vec3> environment_gradient = std::vector<glm::vec3>(EnvironmentSize::texels, glm::vec3(0.0f));
  double squared_error = 0;
  std::int64_t samples = 0;
  LossSettings loss;

  Chain() {
    std::mt19937 random(9);
    std::uniform_real_distribution<float> uniform(-1, 1);
    Lattice l;
    l.origin = {-1, -1, -1};
    l.levels = 2;
    l.cell = 2.0f / 16;
    Brick root;
    root.cells.fill(~std::uint64_t{0});
    auto bricks = split_bricks(l, std::vector<Brick>{root}, std::vector<std::uint8_t>{1});
    const Brick coarse = merge_bricks(bricks);
    topology = build_topology(l, bricks);
    REQUIRE(coarse.cells == root.cells);
    grid = std::make_unique<Grid>(device, topology);
    hierarchy = std::make_unique<Hierarchy>(device, topology);
    residuals.resize(topology.corners.size());
    for (std::int32_t i = 0; i < topology.corner_count(); ++i) {
      for (float& x : residuals[i].v) x = 0.2f * uniform(random);
      if (i < topology.level_begin[1]) residuals[i].v[0] -= 4.0f;  // thin enough that no ray ends early
      if (i < topology.level_begin[1]) residuals[i].v[1] += 0.4f;
    }
    shader = random_shader(random, 0.4f);
    for (int i = 0; i < EnvironmentSize::texels; ++i) environment.emplace_back(0.5f + 0.3f * uniform(random));
    view.camera.position = {0.1f, 0.2f, -3};
    view.camera.size = {24, 24};
    view.camera.focal = glm::vec2(40);
    view.camera.principal_point = glm::vec2(12);
    for (int i = 0; i < 24 * 24 * 4; ++i) pixels.push_back(i % 4 == 3 ? 255 : static_cast<std::uint8_t>(random() % 256));
    corner_gradient.assign(topology.corners.size(), splat(0.0f));
    cell_weight.assign(topology.cell_corners.size(), 0.0f);
    cell_error = cell_weight;
    loss.background = FitBackground::environment;
    loss.ssim_weight = 0.3f;
    loss.distortion_weight = 0.1f;
    loss.opacity_weight = 0.05f;
    loss.specular_weight = 0.05f;
    loss.huber_delta = 10.0f;
  }

  PatchKernel kernel() {
    PatchKernel k{};
    k.grid = grid->view();
    k.views = {&view, pixels.data(), &place, 1};
    k.shader = &shader;
    k.environment = environment.data();
    k.loss = loss;
    k.slots = {records.data(), static_cast<std::int64_t>(records.size()), corner_gradient.data(), topology.corner_count(), cell_weight.data(),
               cell_error.data(), topology.cell_count(), shader_gradient.data(), environment_gradient.data(), &squared_error, &samples};
    k.inverse_longest = 1.0f / 16;
    k.inverse_rays = 1.0f / patch_rays;
    k.seed = 5;
    k.step = 1;
    return k;
  }

  /// The whole loss of the patch, term by term and independently of the kernel's gradient code.
  double evaluate() {
    hierarchy->synthesize(device, residuals.data(), grid->values().data());
    const PatchKernel k = kernel();
    const Patch patch = draw_patch(k.views, k.seed, k.step, 0);
    std::vector<PatchKernel::PixelState> state(patch_rays);
    glm::vec3 colour[patch_rays], target[patch_rays], ignored[patch_rays];
    double total = 0;
    for (int i = 0; i < patch_rays; ++i) {
      colour[i] = k.forward(patch, i, 0, records.data(), state[i]);
      const glm::vec4 photo = fetch_pixel(k.views, patch.view, patch.x + i % patch_edge, patch.y + i / patch_edge);
      target[i] = glm::vec3(photo);
      for (int c = 0; c < 3; ++c) total += huber(colour[i][c] - target[i][c], loss.huber_delta) / (3.0 * patch_rays);
      const RayComposite& ray = state[i].composite;
      const double opacity = ray.sum.v[0];
      total += loss.opacity_weight * opacity * (1 - opacity) / patch_rays;
      double specular = 0;
      for (const float s : state[i].activations.output) specular += static_cast<double>(s) * s;
      total += loss.specular_weight * opacity * specular / patch_rays;
      double distortion = 0;
      for (int a = 0; a < ray.samples; ++a)
        for (int b = 0; b < ray.samples; ++b)
          distortion += static_cast<double>(records[a].weight) * records[b].weight * std::abs(records[a].t - records[b].t);
      total += loss.distortion_weight * distortion / patch_rays;
    }
    return total + loss.ssim_weight * (1 - patch_ssim(colour, target, 0, ignored));
  }
};

}  // namespace

TEST_CASE("the gradient of the whole chain: corners, shader, environment") {
  Chain c;
  // The specular penalty's slope with respect to opacity is left out on purpose (it would make highlights transparent).
  c.loss.specular_weight = 0;
  c.evaluate();
  c.kernel()(0, 0);
  c.hierarchy->transpose(c.device, c.corner_gradient.data());
  REQUIRE(c.samples > 500);
  double largest = 0;
  for (const Channels& g : c.corner_gradient)
    for (const float x : g.v) largest = std::max(largest, static_cast<double>(std::abs(x)));
  Mismatch corners;
  std::mt19937 random(3);
  for (int n = 0; n < 120; ++n) {
    const std::size_t i = random() % c.residuals.size();
    const int k = n % Channels::count;
    corners.add(c.corner_gradient[i].v[k], central_difference(c.residuals[i].v[k], 2e-2, [&] { return c.evaluate(); }), 0.02 * largest);
  }
  CHECK(corners.percentile(0.95) < 0.03);
  Mismatch weights;
  for (int i = 0; i < ShaderWeights::count; i += 17)
    weights.add(c.shader_gradient[0].data()[i], central_difference(c.shader.data()[i], 1e-2, [&] { return c.evaluate(); }), 1e-3);
  CHECK(weights.percentile(0.95) < 0.05);
  Mismatch texels;
  for (int i = 0; i < EnvironmentSize::texels; ++i)
    if (c.environment_gradient[i] != glm::vec3(0.0f))
      texels.add(c.environment_gradient[i].y, central_difference(c.environment[i].y, 1e-2, [&] { return c.evaluate(); }), 1e-3);
  REQUIRE(!texels.errors.empty());
  CHECK(texels.percentile(0.95) < 0.03);
}

TEST_CASE("the L1 penalty makes a residual exactly zero where its slope stays below lambda") {
  for (const bool strong : {true, false}) {
    Channels r = splat(0.5f), m = splat(0.0f), v = splat(0.0f), g;
    const std::uint8_t hanging = 0;
    CornerStep step{splat(0.02f), splat(strong ? 0.5f : 0.05f), splat(0.0f)};
    for (int i = 0; i < 400; ++i) {
      // A quadratic with its minimum at 0.3: the slope at zero is -0.3.
      for (int k = 0; k < Channels::count; ++k) g.v[k] = r.v[k] - 0.3f;
      CornerAdamKernel{&r, &m, &v, &g, &hanging, step, 0}(0);
    }
    for (const float x : r.v) {
      if (strong)
        CHECK(x == 0.0f);
      else
        CHECK(x == Approx(0.25f).margin(0.02));
    }
  }
}

TEST_CASE("channels without a gradient and hanging corners do not move") {
  Channels r = splat(0.5f), m = splat(0.1f), v = splat(0.1f), g = splat(0.0f);
  g.v[2] = 1.0f;
  std::uint8_t hanging = 0;
  const CornerStep step{splat(0.02f), splat(0.0f), splat(0.0f)};
  CornerAdamKernel{&r, &m, &v, &g, &hanging, step, 0}(0);
  for (int k = 0; k < Channels::count; ++k) CHECK((r.v[k] != 0.5f) == (k == 2));
  CHECK(g.v[2] == 0.0f);
  hanging = 1;
  g = splat(1.0f);
  const Channels before = r;
  CornerAdamKernel{&r, &m, &v, &g, &hanging, step, 0}(0);
  for (int k = 0; k < Channels::count; ++k) CHECK(r.v[k] == before.v[k]);
}
