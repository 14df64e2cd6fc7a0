#pragma once

#include "compress/codec/codec.h"
#include "tests/support.h"
#include "tests/viewer/ball_model.h"
#include "tests/viewer/wait_for.h"
#include "viewer/session/session.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace asrg::test {

/// The size of the session's window, pixels.
constexpr glm::ivec2 window{160, 120};

/// A folder, and a session with its render thread, updated frame by frame.
struct SessionStage {
  TemporaryDirectory folder;
  RenderThread thread{Device::cpu(2)};
  Session session{thread, {}};

  std::filesystem::path path(const std::string& name) const { return folder.path() / name; }
  /// Updates the session until `condition` is true. @return whether it became true
  template <class Condition>
  bool until(Condition&& condition) {
    return wait_for([&] {
      session.update(window, 0.02f);
      return condition();
    });
  }
  bool settle() {
    int frames = 0;
    return until([&] { return ++frames > 4 && session.settled() && (!session.job || session.job->done); });
  }
  /// Saves a ball that was fitted on these views, and opens it.
  void open_ball(const std::string& name, glm::vec3 colour, const std::vector<std::string>& fitted_on = {},
                 nlohmann::json more = nlohmann::json::object()) {
    Model m = ball_model(colour);
    *m.provenance = std::move(more);
    (*m.provenance)["training_views"] = fitted_on;
    save_model(path(name), m, Effort::fast);
    session.open(path(name));
    REQUIRE(settle());
  }
  /// All messages since the last call.
  std::string said() {
    std::string all;
    for (const auto& m : session.messages()) all += m + "\n";
    session.clear_messages();
    return all;
  }
};

}  // namespace asrg::test
