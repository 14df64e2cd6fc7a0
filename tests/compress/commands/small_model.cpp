#include "tests/compress/commands/small_model.h"

#include "tests/compress/commands/program.h"
#include "tests/compress/scene/sphere_data.h"

#include <catch2/catch.hpp>

namespace asrg::test {

void write_small_data_set(const std::filesystem::path& folder) {
  Camera camera;
  camera.size = {32, 32};
  camera.focal = glm::vec2(56);
  camera.principal_point = {16, 16};
  write_nerf_synthetic(make_sphere_data(10, camera), folder, 2);
}

void build_small_model(const std::filesystem::path& data, const std::filesystem::path& model, const std::vector<std::string>& options,
                       int steps) {
  std::vector<std::string> words{"build",         data,     "-o", model, "--steps", std::to_string(steps), "--resolution", "32",
                                 "--fast-encode", "--quiet"};
  words.insert(words.end(), options.begin(), options.end());
  const auto build = run_asrg(words);
  INFO(build.err);
  REQUIRE(build.exit_code == 0);
}

}  // namespace asrg::test
