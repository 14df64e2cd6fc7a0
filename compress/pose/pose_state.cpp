#include "compress/pose/pose_state.h"

#include "compress/io/file.h"

namespace asrg {
using nlohmann::json;

PoseState::PoseState(const std::filesystem::path& file, json key) : file_(file) {
  if (std::filesystem::is_regular_file(file)) state_ = json::parse(read_text_file(file), nullptr, false);
  const bool whole = state_.is_object() && state_.contains("key") && state_.contains("done") && state_["done"].is_object();
  if (whole && state_["key"] == key) return;
  of_another_ = whole;
  state_ = {{"key", std::move(key)}, {"done", json::object()}};
}

bool PoseState::done(const std::string& step) const { return state_.at("done").contains(step); }

void PoseState::set_done(const std::string& step, json found) {
  state_["done"][step] = std::move(found);
  write();
}

json PoseState::found(const std::string& step) const { return done(step) ? state_.at("done").at(step) : json(); }

void PoseState::undo(const std::string& step) {
  state_["done"].erase(step);
  write();
}

void PoseState::write() const { write_text_file_atomically(file_, state_.dump(1, ' ', false, json::error_handler_t::replace), false); }

}  // namespace asrg
