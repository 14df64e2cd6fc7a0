#include "compress/scene/mask_names.h"

namespace asrg {
namespace {

constexpr std::pair<const char*, BackgroundMask> names[] = {
    {"off", BackgroundMask::off}, {"auto", BackgroundMask::automatic}, {"black", BackgroundMask::black}, {"white", BackgroundMask::white}};

}  // namespace

std::set<std::string> mask_names() {
  std::set<std::string> result;
  for (const auto& [name, mask] : names) result.insert(name);
  return result;
}

const char* mask_name(BackgroundMask mask) {
  for (const auto& [name, value] : names)
    if (value == mask) return name;
  return names[0].first;
}

BackgroundMask mask_of_name(const std::string& name) {
  for (const auto& [known, mask] : names)
    if (name == known) return mask;
  return BackgroundMask::off;
}

}  // namespace asrg
