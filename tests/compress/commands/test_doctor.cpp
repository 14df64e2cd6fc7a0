#include "tests/compress/commands/program.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>

using namespace asrg;
using test::run_asrg;

TEST_CASE("asrg doctor says what the program is built with and what it finds") {
  const auto text = run_asrg({"doctor"});
  CHECK(text.exit_code == 0);
  CHECK(text.err.empty());
  for (const char* word : {"asrg ", "processor", "threads", "CUDA", "libraries", "libpng", "TBB", "ffmpeg", "colmap"})
    CHECK_THAT(text.out, Catch::Contains(word));
  const auto found = nlohmann::json::parse(run_asrg({"doctor", "--json"}).out);
  const auto& threads = found["threads"];
  int used = std::min(threads["cores"].get<int>(), threads["allowed"].get<int>());
  if (!threads["cgroup"].is_null()) used = std::min(used, threads["cgroup"].get<int>());
  CHECK(threads["used"] == used);
  for (const char* library : {"TBB", "libpng", "libjpeg", "libzip", "libdeflate", "fmt", "glm", "nlohmann-json", "CLI11"})
    CHECK(found["libraries"][library].is_string());
  for (const auto& needed : found["processor"]["needed"]) CHECK(found["processor"]["has"].dump().find(needed.dump()) != std::string::npos);
  // A device, or a reason why none.
  CHECK(found["cuda"]["why_not"].is_null() == !found["cuda"]["devices"].empty());
  // The version alone stays short.
  CHECK_THAT(run_asrg({"--version"}).out, Catch::Matches("asrg [0-9.]+\n"));
}

TEST_CASE("asrg doctor says how to get the programs that are not there") {
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  const auto text = run_asrg({"doctor"}), json = run_asrg({"doctor", "--json"});
  setenv("PATH", path.c_str(), 1);
  CHECK(text.exit_code == 0);
  CHECK_THAT(text.out, Catch::Contains("apt install ffmpeg") && Catch::Contains("apt install colmap"));
  CHECK(nlohmann::json::parse(json.out)["programs"]["ffmpeg"].is_null());
}

TEST_CASE("fewer cores for the process are fewer threads") {
  if (std::system("command -v taskset >/dev/null") != 0) return test::skip("there is no taskset on this machine");
  const test::TemporaryDirectory folder;
  const auto out = folder.path() / "out";
  REQUIRE(std::system(("taskset -c 0 " ASRG_BINARY_DIR "/bin/asrg doctor --json >" + out.string()).c_str()) == 0);
  CHECK(nlohmann::json::parse(std::ifstream(out))["threads"]["used"] == 1);
}
