#include "compress/fit/start.h"
#include "compress/fit/starting_state.h"
#include "compress/fit/starting_bricks.h"
#include "compress/scene/box.h"
#include "cuda/fit/fit_engine.h"
#include "tests/compress/fit/synthetic_scene.h"
#include "tests/cuda/fit/ball_photos.h"
#include "tests/cuda/fit/relative_difference.h"
#include "tests/gpu/gpu_device.h"

#include <catch2/catch.hpp>

using namespace asrg;
using test::floats;
using test::relative_difference;

TEST_CASE("a step of a fit with surroundings and environment is on CUDA what it is on the CPU", "[gpu]") {
  auto cuda = test::cuda_or_skip(GENERATE(false, true));
  if (!cuda) return;
  Device cpu = Device::cpu(1);
  const Scene scene = test::ball_in_room(16, 48);
  const Lattice lattice = make_lattice(scene_box(scene), 32, true);
  const auto photos = training_photos(scene.train);
  const auto places = patch_places(scene, lattice);
  FitEngine here(cpu, photos, places, 1), there(*cuda, photos, places, 1);
  const Topology t = build_topology(lattice, starting_bricks(scene, lattice, starting_level(lattice)));
  here.set_state(t, starting_state(t, 1));
  there.set_state(t, starting_state(t, 1));
  StepSettings s = test::step_settings();
  s.patches = 64;
  s.environment_rate = 1e-2f;
  s.shader_rate = 1e-2f;
  s.loss.background = FitBackground::environment;
  s.loss.step = GENERATE(0.5f, 1.0f);
  here.step(s);
  there.step(s);
  CHECK(here.take_report().mse == Approx(there.take_report().mse).epsilon(1e-3));

  // Adam's first moments after one step are a tenth of the gradients.
  const FitState a = here.state(), b = there.state();
  CHECK(relative_difference(floats(a.first_moment), floats(b.first_moment)) < 5e-3);
  // Adam's first step goes as far for a slope that rounding alone keeps from zero as for any other.
  CHECK(relative_difference(floats(a.residuals), floats(b.residuals)) < 1e-2);
  CHECK(relative_difference(floats(a.shader_first_moment), floats(b.shader_first_moment)) < 5e-3);
  CHECK(relative_difference(floats(a.environment_first_moment), floats(b.environment_first_moment)) < 5e-3);
  const CellStatistics sa = here.statistics(), sb = there.statistics();
  CHECK(relative_difference(sa.error, sb.error) < 5e-3);
  for (std::size_t i = 0; i < sa.weight.size(); ++i) REQUIRE(sa.weight[i] == Approx(sb.weight[i]).margin(2e-2));
}
