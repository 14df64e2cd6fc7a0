#pragma once

#include "compress/io/file.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace asrg::test {

/// A data set on disk whose files a test damages.
class DamagedDataSet {
 public:
  using Write = void (*)(const SphereData&, const std::filesystem::path&);
  /// @param write one of the writers of sphere_data.h
  explicit DamagedDataSet(Write write) { write(make_sphere_data(3), folder_.path()); }

  std::filesystem::path path(const char* relative) const { return folder_.path() / relative; }

  template <class Change>
  void change_json(const char* relative, Change change) const {
    nlohmann::json document = nlohmann::json::parse(read_text_file(path(relative)));
    change(document);
    write_text(path(relative), document.dump());
  }

  void change_byte_run(const char* relative, std::size_t at, std::vector<std::uint8_t> run) const {
    auto bytes = read_file(path(relative));
    std::copy(run.begin(), run.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
    write_bytes(path(relative), bytes);
  }

  /// The message of the error with which loading fails; empty where it does not. Checks that the error is of that kind.
  std::string error(ErrorKind kind = ErrorKind::io) const {
    try {
      load_scene(folder_.path());
    } catch (const Error& caught) {
      CHECK(caught.kind() == kind);
      return caught.what();
    }
    return {};
  }

 private:
  TemporaryDirectory folder_;
};

}  // namespace asrg::test
