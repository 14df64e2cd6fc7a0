#pragma once

#include "compress/image/png.h"
#include "compress/pose/pose_photos.h"
#include "tests/compress/pose/fake_colmap.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace asrg::test {

/// A folder of twelve photos, and a fake COLMAP that finds two models: one of four photos and one of ten.
struct PhotosToPose {
  TemporaryDirectory folder;
  FakeColmap colmap{folder.path() / "fake"};
  SphereData data = make_sphere_data(12);
  PoseOptions options;
  std::vector<std::string> notes;
  std::atomic<bool> stop = false;
  std::function<void(const std::string&)> on_step;

  PhotosToPose() {
    options.source = folder.path() / "photos";
    options.dataset = folder.path() / "posed";
    std::filesystem::create_directories(options.source);
    for (std::size_t i = 0; i < data.names.size(); ++i)
      write_bytes(options.source / (data.names[i] + ".png"), encode_png(opaque(data.images[i])));
    add_model("0", 4);
    add_model("1", 10);
  }
  void add_model(const std::string& name, int views) {
    const std::filesystem::path made = folder.path() / "made";
    SphereData part = data;
    part.names.resize(static_cast<std::size_t>(views));
    part.cameras.resize(static_cast<std::size_t>(views));
    part.images.resize(static_cast<std::size_t>(views));
    write_colmap_text(part, made);
    std::filesystem::rename(made / "sparse", colmap.models() / name);
    std::filesystem::remove_all(made);
  }
  PosedPhotos run() {
    notes.clear();
    const PoseListener listener{[&](const std::string& step, double, const std::string&) {
                                  if (on_step) on_step(step);
                                },
                                [&](const std::string& sentence) { notes.push_back(sentence); }};
    return pose_photos(options, listener, stop);
  }
  std::string noted() const {
    std::string all;
    for (const auto& n : notes) all += n + "\n";
    return all;
  }
};

/// True where a call of the fake COLMAP, as it logs them, is of that command.
inline bool begins(const std::string& call, const char* command) { return call.rfind(std::string(command) + " ", 0) == 0; }

}  // namespace asrg::test
