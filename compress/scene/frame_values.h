#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace asrg {

/// Reads a NeRF-style JSON file of cameras.
/// @return an object with a list "frames" of objects
/// @throws Error (io) naming the file, and the frame that is no object
nlohmann::json read_frames_file(const std::filesystem::path& path);

/// The values that hold for one frame: its own, else those for all frames. A value of null counts as none.
class FrameValues {
 public:
  /// @param file as `read_frames_file` gives it; must outlive this
  /// @param index of the frame
  FrameValues(const nlohmann::json& file, std::size_t index, const std::filesystem::path& path);

  /// "frame 3 of transforms.json", for messages.
  const std::string& where() const { return where_; }
  const nlohmann::json& file() const { return file_; }
  const nlohmann::json& frame() const { return frame_; }

  /// The value of that name; nullptr where there is none.
  const nlohmann::json* find(const char* key) const;
  /// @throws Error (io) where there is a value that is no number
  std::optional<double> number(const char* key) const;
  /// Empty where there is none. @throws Error (io) where there is a value that is no text
  std::string text(const char* key) const;
  /// The frame's own text; a value for all frames does not count. @throws Error (io) where there is a value that is no text
  std::string own_text(const char* key) const;
  /// True where the value is true or a number other than 0.
  bool flag(const char* key) const;

 private:
  const nlohmann::json& file_;
  const nlohmann::json& frame_;
  std::string where_;
};

}  // namespace asrg
