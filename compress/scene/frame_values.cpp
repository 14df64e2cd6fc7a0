#include "compress/scene/frame_values.h"

#include "compress/io/file.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

namespace asrg {
using nlohmann::json;

json read_frames_file(const std::filesystem::path& path) {
  json file;
  try {
    file = json::parse(read_text_file(path));
  } catch (const json::exception& error) {
    throw Error(ErrorKind::io, fmt::format("{} is not valid JSON: {}", path.string(), error.what()));
  }
  if (!file.is_object()) throw Error(ErrorKind::io, fmt::format("{} is not a JSON object", path.string()));
  const auto frames = file.find("frames");
  if (frames == file.end() || !frames->is_array()) throw Error(ErrorKind::io, fmt::format("{} has no list \"frames\"", path.string()));
  for (std::size_t i = 0; i < frames->size(); ++i) {
    if (!(*frames)[i].is_object()) throw Error(ErrorKind::io, fmt::format("frame {} of {} is not a JSON object", i, path.string()));
  }
  return file;
}

FrameValues::FrameValues(const json& file, std::size_t index, const std::filesystem::path& path)
    : file_(file), frame_(file.at("frames").at(index)), where_(fmt::format("frame {} of {}", index, path.string())) {}

const json* FrameValues::find(const char* key) const {
  for (const json* source : {&frame_, &file_}) {
    const auto found = source->find(key);
    if (found != source->end() && !found->is_null()) return &*found;
  }
  return nullptr;
}

std::optional<double> FrameValues::number(const char* key) const {
  const json* value = find(key);
  if (!value) return std::nullopt;
  if (!value->is_number()) throw Error(ErrorKind::io, fmt::format("{}: \"{}\" is not a number", where_, key));
  return value->get<double>();
}

std::string FrameValues::text(const char* key) const {
  const json* value = find(key);
  if (!value) return {};
  if (!value->is_string()) throw Error(ErrorKind::io, fmt::format("{}: \"{}\" is not a text", where_, key));
  return value->get<std::string>();
}

std::string FrameValues::own_text(const char* key) const { return frame_.contains(key) && !frame_.at(key).is_null() ? text(key) : ""; }

bool FrameValues::flag(const char* key) const {
  const json* value = find(key);
  return value && ((value->is_boolean() && value->get<bool>()) || (value->is_number() && value->get<double>() != 0));
}

}  // namespace asrg
