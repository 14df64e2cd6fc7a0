#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace asrg {

/// Which steps of pose_photos are done, kept in the file colmap-work/state.json of a data set.
class PoseState {
 public:
  /// Reads the file. Where there is none, it is damaged, or it was written for another `key`, no step counts as done.
  /// @param key identifies the job: photos and options
  PoseState(const std::filesystem::path& file, nlohmann::json key);

  /// True where the file held a state for another key.
  bool of_another() const { return of_another_; }
  bool done(const std::string& step) const;
  /// Notes that a step is done, with its result. @throws Error (io)
  void set_done(const std::string& step, nlohmann::json found = true);
  /// The step's result; null where it is not done.
  nlohmann::json found(const std::string& step) const;
  /// Marks a step as not done.
  void undo(const std::string& step);

 private:
  void write() const;

  std::filesystem::path file_;
  nlohmann::json state_;
  bool of_another_ = false;
};

}  // namespace asrg
