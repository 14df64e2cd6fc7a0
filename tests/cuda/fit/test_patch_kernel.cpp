#include <catch2/catch.hpp>

#include "cuda/core/launch.h"
#include "cuda/fit/ray_kernels.h"
#include "tests/cuda/fit/reference.h"
#include "tests/cuda/render/field_for_test.h"

#include <set>

using namespace asrg;

namespace {

constexpr int patches = 2, photo_edge = 20;

/// A small mixed-level grid, two random photos, and the memory that the kernel adds up in.
struct Rig {
  Device device = Device::cpu(1);
  test::Random random{7};
  Topology topology = test::random_topology(random, {2, 2, 2}, 3);
  std::vector<Channels> values = test::values_of(topology, [this](glm::vec3) {
    Channels c;
    for (float& x : c.v) x = 0.6f * random.unit() - 0.3f;
    c.v[0] -= 2.5f;  // thin: no ray ends early
    c.v[1] += 0.5f;
    return c;
  });
  Grid grid = test::filled_grid(device, topology, values);
  ShaderWeights shader = test::random_shader(random, 0.4f);
  std::vector<glm::vec3> environment;
  std::vector<glm::vec4> highlights;
  std::vector<TrainingView> views;
  std::vector<std::uint8_t> pixels;
  std::vector<PatchPlace> places{{0, 4, 4}, {1, 8, 4}, {1, 0, 8}};
  std::vector<SampleRecord> records = std::vector<SampleRecord>(patch_rays * 300);
  std::vector<Channels> corner_gradient;
  std::vector<std::uint64_t> touched;
  std::vector<float> cell_weight, cell_error;
  ShaderWeights shader_gradient{};
  std::vector<glm::vec3> environment_gradient;
  std::vector<glm::vec4> highlight_gradient;
  std::vector<PhotoCorrection> photo_gradient;
  double squared_error = 0;
  std::int64_t samples = 0;
  LossSettings loss;

  explicit Rig(FitBackground background) {
    const Lattice& l = topology.lattice;
    const glm::vec3 centre = l.to_world(0.5f * glm::vec3(l.extent()));
    for (const glm::vec3 from : {glm::vec3(2, 1, 0.4f), glm::vec3(-1, 2, -0.8f)}) {
      views.push_back({test::camera_towards(centre + 2.0f * from, centre, glm::ivec2(photo_edge), 30), nullptr});
      for (int i = 0; i < photo_edge * photo_edge * 4; ++i)
        pixels.push_back(i % 4 == 3 && background == FitBackground::environment ? 255 : static_cast<std::uint8_t>(random.below(256)));
    }
    views[0].gain = {1.2f, 0.9f, 1.05f};
    views[0].offset = {0.02f, -0.03f, 0.01f};
    views[1].gain = {0.8f, 1.1f, 0.95f};
    views[1].offset = {-0.01f, 0.04f, 0.03f};
    for (std::size_t i = 0; i < views.size(); ++i) views[i].pixels = pixels.data() + i * photo_edge * photo_edge * 4;
    for (int i = 0; i < EnvironmentSize::texels; ++i) environment.emplace_back(random.unit(), random.unit(), random.unit());
    for (int i = 0; i < HighlightMap::count; ++i) {
      glm::vec4& v = highlights.emplace_back();
      for (int c = 0; c < 4; ++c) v[c] = random.unit() - 0.5f;
    }
    loss = {0.5f, 0.3f, 0.4f, 0.3f, 0.2f, 0.1f, background};
    clear();
  }

  void clear() {
    corner_gradient.assign(topology.corners.size(), splat(0.0f));
    touched.assign(static_cast<std::size_t>(GradientSlots::words_of(topology.corner_count())), 0);
    cell_weight.assign(topology.cell_corners.size(), 0.0f);
    cell_error = cell_weight;
    shader_gradient = ShaderWeights{};
    environment_gradient.assign(EnvironmentSize::texels, glm::vec3(0.0f));
    highlight_gradient.assign(HighlightMap::count, glm::vec4(0.0f));
    photo_gradient.assign(views.size(), {});
    squared_error = 0;
    samples = 0;
  }

  PatchKernel kernel() {
    PatchKernel k{};
    k.grid = grid.view();
    k.views = {views.data(), places.data(), static_cast<int>(places.size())};
    k.shader = &shader;
    k.environment = environment.data();
    k.highlights = highlights.data();
    k.loss = loss;
    k.slots = {records.data(),
               static_cast<std::int64_t>(records.size()),
               {corner_gradient.data(), touched.data(), topology.corner_count(), 1},
               cell_weight.data(),
               cell_error.data(),
               topology.cell_count(),
               &shader_gradient,
               environment_gradient.data(),
               highlight_gradient.data(),
               photo_gradient.data(),
               static_cast<std::int64_t>(photo_gradient.size()),
               &squared_error,
               &samples,
               {}};
    k.inverse_longest = 1.0f / static_cast<float>(topology.lattice.longest());
    k.inverse_rays = 1.0f / (patches * patch_rays);
    k.seed = 3;
    k.step = 11;
    k.learn_poses = k.learn_exposure = true;
    return k;
  }

  void run() {
    clear();
    launch(device, "patches", patches, kernel(), 1);
  }
};

/// The loss of the rig's patches in double precision. Where the samples lie is taken from the kernel once: it does not depend on any value.
class Reference {
 public:
  explicit Reference(Rig& rig) : values(test::to_double(rig.values)), shader(test::to_double(rig.shader)), loss_(rig.loss) {
    for (const TrainingView& v : rig.views) {
      Exposure& e = exposure.emplace_back();
      for (int c = 0; c < 3; ++c) {
        e.log_gain[c] = std::log(static_cast<double>(v.gain[c]));
        e.offset[c] = v.offset[c];
      }
    }
    for (const glm::vec3 c : rig.environment) environment.push_back({c.x, c.y, c.z});
    for (const glm::vec4 v : rig.highlights) highlights.insert(highlights.end(), {v.x, v.y, v.z, v.w});
    const PatchKernel k = rig.kernel();
    for (std::uint32_t p = 0; p < patches; ++p) {
      const Patch patch = draw_patch(k.views, k.seed, k.step, p);
      for (int i = 0; i < patch_rays; ++i) {
        PatchKernel::PixelState state;
        ShaderActivations activations;
        const glm::vec3 drawn = k.forward(patch, i, state, activations, [&](const PatchKernel::PixelState& s) {
          return forward_ray(k.grid, s.ray, loss_.step, s.jitter, k.inverse_longest, rig.records.data(), rig.corner_gradient.data());
        });
        Pixel pixel;
        pixel.drawn = {drawn.x, drawn.y, drawn.z};
        pixel.places = test::sample_places(rig.topology, rig.records.data(), state.composite.samples, loss_.step);
        pixel.direction = state.ray.direction;
        pixel.view = patch.view;
        const EnvironmentTap tap = environment_tap(pixel.direction);
        const glm::vec4 photo = fetch_pixel(k.views, patch.view, patch.x + i % patch_edge, patch.y + i / patch_edge);
        for (int c = 0; c < 3; ++c) {
          pixel.background[c] = state.background[c];
          pixel.target[c] = photo[c] * photo.w + (1.0 - photo.w) * state.background[c];
        }
        for (int t = 0; t < 4; ++t) {
          pixel.texel[t] = tap.index[t];
          pixel.texel_weight[t] = tap.weight[t];
        }
        pixel.opacity = test::composite(pixel.places, values).sum[0];
        pixels_.push_back(pixel);
      }
    }
  }

  test::Corners values;
  std::vector<double> shader;
  std::vector<test::Colour> environment;
  std::vector<double> highlights;  ///< 12 a texel
  struct Exposure {
    test::Colour log_gain, offset;
  };
  std::vector<Exposure> exposure;  ///< a view

  double loss() {
    double per_ray = 0, similarity = 0;
    for (std::size_t first = 0; first < pixels_.size(); first += patch_rays) {
      std::array<test::Colour, patch_rays> colour, target;
      for (std::size_t i = 0; i < patch_rays; ++i) {
        const Pixel& p = pixels_[first + i];
        target[i] = p.target;
        const test::RayReference ray = test::composite(p.places, values);
        test::Colour specular{};
        colour[i] = this->colour(p, ray, specular);
        for (int c = 0; c < 3; ++c) {
          // How much brighter than white the object was, the photo does not tell.
          const bool unknown = p.target[c] > 0.998 && colour[i][c] > p.target[c];
          per_ray += unknown ? 0 : test::huber_penalty(colour[i][c] - p.target[c], loss_.huber_delta) / 3;
          // The penalty does not pull at the opacity: it would make highlights transparent.
          per_ray += loss_.specular_weight * p.opacity * specular[c] * specular[c];
        }
        per_ray += loss_.opacity_weight * ray.sum[0] * (1 - ray.sum[0]) + loss_.distortion_weight * ray.distortion;
      }
      similarity += test::mean_ssim(colour, target);
    }
    return per_ray / static_cast<double>(pixels_.size()) - loss_.ssim_weight * similarity / patches;
  }

  /// The largest difference of the kernel's colours to these.
  double worst_colour() const {
    double worst = 0;
    for (const Pixel& p : pixels_) {
      test::Colour specular{};
      const test::Colour c = colour(p, test::composite(p.places, values), specular);
      for (int k = 0; k < 3; ++k) worst = std::max(worst, std::abs(c[k] - p.drawn[k]));
    }
    return worst;
  }

  double squared_error() const {
    double sum = 0;
    for (const Pixel& p : pixels_)
      for (int k = 0; k < 3; ++k) sum += (p.drawn[k] - p.target[k]) * (p.drawn[k] - p.target[k]) / 3;
    return sum;
  }

  std::vector<std::int32_t> touched_corners() const {
    std::set<std::int32_t> corners;
    for (const Pixel& p : pixels_)
      for (const auto& place : p.places) corners.insert(place.corners.begin(), place.corners.end());
    return {corners.begin(), corners.end()};
  }

  std::vector<int> touched_texels() const {
    std::set<int> texels;
    for (const Pixel& p : pixels_) texels.insert(p.texel, p.texel + 4);
    return {texels.begin(), texels.end()};
  }

  std::int64_t samples() const {
    std::int64_t sum = 0;
    for (const Pixel& p : pixels_) sum += static_cast<std::int64_t>(p.places.size());
    return sum;
  }

 private:
  struct Pixel {
    std::vector<test::SamplePlace> places;
    int view;
    glm::vec3 direction;
    test::Colour drawn, target, background;
    int texel[4];
    double texel_weight[4];
    double opacity;
  };

  test::Colour colour(const Pixel& p, const test::RayReference& ray, test::Colour& specular) const {
    test::Colour background = p.background;
    if (loss_.background == FitBackground::environment) {
      background = {};
      for (int t = 0; t < 4; ++t)
        for (int c = 0; c < 3; ++c) background[c] += p.texel_weight[t] * environment[p.texel[t]][c];
    }
    const Exposure& e = exposure[static_cast<std::size_t>(p.view)];
    const bool behind_too = loss_.background == FitBackground::environment;
    if (p.places.empty()) {
      for (int c = 0; c < 3 && behind_too; ++c) background[c] = std::exp(e.log_gain[c]) * background[c] + e.offset[c];
      return background;
    }
    const test::ShadingReference shading = test::shade(shader, ray.sum, p.direction);
    specular = shading.mlp;
    const test::Colour shine = test::shade_highlights(highlights, ray.sum, p.direction);
    const double luma = ray.sum[1], orange = ray.sum[2], green = ray.sum[3];
    const test::Colour diffuse{luma + orange - green, luma + green, luma - orange - green};
    test::Colour result;
    for (int c = 0; c < 3; ++c) {
      const double object = diffuse[c] + ray.sum[0] * specular[c] + shading.lobes[c] + shine[c], behind = (1 - ray.sum[0]) * background[c],
                   gain = std::exp(e.log_gain[c]);
      result[c] = behind_too ? gain * (object + behind) + e.offset[c] : gain * object + ray.sum[0] * e.offset[c] + behind;
    }
    return result;
  }

  LossSettings loss_;
  std::vector<Pixel> pixels_;
};

}  // namespace

TEST_CASE("a patch's colours equal a plain rendering in double precision, on each background") {
  Rig rig(GENERATE(FitBackground::white, FitBackground::black, FitBackground::random, FitBackground::environment));
  const Reference reference(rig);
  REQUIRE(reference.samples() > 1000);
  CHECK(reference.worst_colour() < 1e-5);
  rig.run();
  CHECK(rig.squared_error == Approx(reference.squared_error()).epsilon(1e-5));
  CHECK(rig.samples == reference.samples());
}

TEST_CASE("the gradient of whole patches equals central differences: corners, shader, highlights, exposure, environment") {
  Rig rig(GENERATE(FitBackground::random, FitBackground::environment));
  // Quadratic everywhere, or with a linear part.
  rig.loss.huber_delta = GENERATE(0.1f, 10.0f);
  Reference reference(rig);
  rig.run();
  const auto loss = [&] { return reference.loss(); };
  test::Random random(5);

  const auto corners = reference.touched_corners();
  test::SlopeComparison density, other;
  for (int n = 0; n < 80; ++n) {
    const std::int32_t corner = corners[static_cast<std::size_t>(random.below(static_cast<int>(corners.size())))];
    const int k = n % 2 ? 1 + random.below(7) : 0;
    (k ? other : density).add(rig.corner_gradient[corner].v[k], test::central_difference(reference.values[corner][k], 1e-5, loss));
  }
  CHECK(density.error(0.95) < 2e-3);
  CHECK(density.error(1.0) < 2e-2);
  CHECK(other.error(0.95) < 2e-3);
  CHECK(other.error(1.0) < 2e-2);

  test::SlopeComparison weights;
  for (int i = random.below(7); i < ShaderWeights::count; i += 7)
    weights.add(rig.shader_gradient.data()[i], test::central_difference(reference.shader[i], 1e-6, loss));
  CHECK(weights.error(0.95) < 2e-3);
  CHECK(weights.error(1.0) < 2e-2);

  test::SlopeComparison shares;
  int with_slope = 0;
  for (int i = 0; i < 4 * HighlightMap::count; ++i) {
    const float g = rig.highlight_gradient[static_cast<std::size_t>(i / 4)][i % 4];
    with_slope += g != 0;
    if (g != 0 ? with_slope % 5 == 0 : i % 97 == 0) shares.add(g, test::central_difference(reference.highlights[i], 1e-5, loss));
  }
  CHECK(with_slope > 40);
  CHECK(shares.error(0.95) < 2e-3);
  CHECK(shares.error(1.0) < 2e-2);

  test::SlopeComparison exposures;
  for (std::size_t i = 0; i < rig.views.size(); ++i)
    for (int c = 0; c < 3; ++c) {
      exposures.add(rig.photo_gradient[i].log_gain[c], test::central_difference(reference.exposure[i].log_gain[c], 1e-6, loss));
      exposures.add(rig.photo_gradient[i].offset[c], test::central_difference(reference.exposure[i].offset[c], 1e-6, loss));
    }
  CHECK(exposures.error(1.0) < 2e-3);

  if (rig.loss.background != FitBackground::environment) {
    for (const glm::vec3 g : rig.environment_gradient) REQUIRE(g == glm::vec3(0.0f));
    return;
  }
  test::SlopeComparison texels;
  for (const int i : reference.touched_texels()) {
    const int c = random.below(3);
    texels.add(rig.environment_gradient[i][c], test::central_difference(reference.environment[i][c], 1e-5, loss));
  }
  REQUIRE(texels.count() > 10);
  CHECK(texels.error(1.0) < 2e-3);
}

TEST_CASE("each term of the loss is switched off by its weight") {
  Rig rig(FitBackground::white);
  rig.loss.ssim_weight = rig.loss.distortion_weight = rig.loss.opacity_weight = rig.loss.specular_weight = 0;
  Reference reference(rig);
  rig.run();
  const auto corners = reference.touched_corners();
  test::SlopeComparison slopes;
  for (std::size_t i = 0; i < corners.size(); i += corners.size() / 40)
    slopes.add(rig.corner_gradient[corners[i]].v[0],
               test::central_difference(reference.values[corners[i]][0], 1e-5, [&] { return reference.loss(); }));
  CHECK(slopes.error(1.0) < 2e-2);
}

TEST_CASE("running the same patches twice gives the same sums, and another step others") {
  Rig rig(FitBackground::random);
  rig.run();
  const auto corners = rig.corner_gradient;
  const double squared_error = rig.squared_error;
  rig.run();
  CHECK(rig.squared_error == squared_error);
  bool same = true;
  for (std::size_t i = 0; i < corners.size(); ++i)
    for (int k = 0; k < Channels::count; ++k) same = same && corners[i].v[k] == rig.corner_gradient[i].v[k];
  CHECK(same);
  rig.clear();
  PatchKernel other = rig.kernel();
  ++other.step;
  launch(rig.device, "patches", patches, other, 1);
  CHECK(rig.squared_error != squared_error);
}

TEST_CASE("a thread a ray gives what a thread a patch gives") {
  Rig rig(GENERATE(FitBackground::random, FitBackground::environment));
  rig.run();
  const Rig& whole = rig;
  const auto corners = whole.corner_gradient;
  const auto weight = whole.cell_weight, error = whole.cell_error;
  const ShaderWeights shader = whole.shader_gradient;
  const auto environment = whole.environment_gradient;
  const auto highlights = whole.highlight_gradient;
  const auto photos = whole.photo_gradient;
  const double squared_error = whole.squared_error;
  const std::int64_t samples = whole.samples;

  rig.clear();
  constexpr int rays = patches * patch_rays;
  std::vector<Four> pixels(rays * StoredPixels::rows), shading(rays * StoredShading::rows),
      composite_gradient(rays * RayPasses::composite_gradient_rows);
  std::vector<glm::vec3> colour(rays), gradient(rays);
  std::vector<float> ray_error(rays);
  std::vector<ShaderWeights> sums(ShaderPass::chunks);
  std::vector<glm::vec3> target(colour.size());
  std::vector<SsimWindow> windows(static_cast<std::size_t>(patches) * ssim_windows);
  const RayPasses passes{.patch = rig.kernel(),
                         .pixels = {{pixels.data(), rays}},
                         .shading = {{shading.data(), rays}},
                         .composite_gradient = {composite_gradient.data(), rays},
                         .colour = colour.data(),
                         .target = target.data(),
                         .gradient = gradient.data(),
                         .error = ray_error.data(),
                         .windows = windows.data()};
  launch(rig.device, "render", rays, ForwardPass{passes});
  launch(rig.device, "compare", patches * ssim_windows, SsimPass{passes});
  launch(rig.device, "differentiate shading", rays, ShadingPass{passes});
  launch(rig.device, "differentiate", rays, BackwardPass<true>{passes});
  launch(rig.device, "sum", ShaderWeights::count * ShaderPass::chunks, ShaderPass{passes.pixels, passes.shading, rays, sums.data()});

  CHECK(rig.samples == samples);
  CHECK(rig.squared_error == Approx(squared_error).epsilon(1e-7));
  for (std::size_t i = 0; i < corners.size(); ++i)
    for (int k = 0; k < Channels::count; ++k) REQUIRE(rig.corner_gradient[i].v[k] == Approx(corners[i].v[k]).margin(1e-8).epsilon(1e-5));
  for (std::size_t i = 0; i < weight.size(); ++i) {
    REQUIRE(rig.cell_weight[i] == weight[i]);
    REQUIRE(rig.cell_error[i] == Approx(error[i]).margin(1e-9));
  }
  for (int i = 0; i < ShaderWeights::count; ++i) {
    double sum = 0;
    for (const ShaderWeights& s : sums) sum += s.data()[i];
    REQUIRE(sum == Approx(shader.data()[i]).margin(1e-7).epsilon(1e-4));
  }
  for (int i = 0; i < EnvironmentSize::texels; ++i) REQUIRE(glm::length(rig.environment_gradient[i] - environment[i]) < 1e-7f);
  for (int i = 0; i < HighlightMap::count; ++i) REQUIRE(glm::length(rig.highlight_gradient[i] - highlights[i]) < 1e-6f);
  float moved = 0;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    PhotoCorrection a = photos[i], b = rig.photo_gradient[i];
    moved += glm::length(a.rotation);
    for (int k = 0; k < PhotoCorrection::count; ++k) CHECK(b.data()[k] == Approx(a.data()[k]).margin(1e-6).epsilon(1e-3));
  }
  CHECK(moved > 0);
}
