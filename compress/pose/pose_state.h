#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace asrg {

/// What of posing is done, in the file colmap-work/state.json of a data set.
class PoseState {
 public:
  /// Reads the file. Where there is none, it is damaged, or was written for another `key`, nothing is done.
  /// @param key tells one job from another: photos and options
  PoseState(const std::filesystem::path& file, nlohmann::json key);

  /// Was there a state for another key?
  bool of_another() const { return of_another_; }
  bool done(const std::string& step) const;
  /// Notes that a step is done, with what it found out. @throws Error (io)
  void set_done(const std::string& step, nlohmann::json found = true);
  /// What it found out; null where it is not done.
  nlohmann::json found(const std::string& step) const;
  /// Forgets a step.
  void undo(const std::string& step);

 private:
  void write() const;

  std::filesystem::path file_;
  nlohmann::json state_;
  bool of_another_ = false;
};

}  // namespace asrg
