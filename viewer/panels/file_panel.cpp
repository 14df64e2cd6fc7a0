#include "viewer/panels/panels.h"

#include <algorithm>

namespace asrg {
namespace {

struct FolderContent {
  std::vector<std::filesystem::path> folders, files;
};

FolderContent list_folder(const std::filesystem::path& folder) {
  FolderContent l;
  std::error_code error;
  for (std::filesystem::directory_iterator i(folder, std::filesystem::directory_options::skip_permission_denied, error), end;
       !error && i != end; i.increment(error)) {
    std::error_code ignored;
    const std::string name = i->path().filename().string();
    if (name.empty() || name[0] == '.') continue;
    if (i->is_directory(ignored))
      l.folders.push_back(i->path());
    else if (i->path().extension() == ".asrg" || i->path().extension() == ".json")
      l.files.push_back(i->path());
  }
  std::sort(l.folders.begin(), l.folders.end());
  std::sort(l.files.begin(), l.files.end());
  return l;
}

}  // namespace

void file_panel(Session& s, UiState& ui) {
  if (ui.folder.empty()) {
    std::error_code ignored;
    ui.folder = std::filesystem::current_path(ignored);
  }
  const ImVec2 window = ImGui::GetIO().DisplaySize;
  const float room = 24 * ui.scale;
  ImGui::SetNextWindowPos({0.5f * window.x, 0.5f * window.y}, ImGuiCond_Appearing, {0.5f, 0.5f});
  ImGui::SetNextWindowSize({std::min(520 * ui.scale, window.x - room), std::min(440 * ui.scale, window.y - room)}, ImGuiCond_Appearing);
  ImGui::Begin("open a model (.asrg), saved views (.json), photos", &ui.files, ImGuiWindowFlags_NoNav);
  ImGui::TextUnformatted(ui.folder.string().c_str());
  const auto open = [&](const std::filesystem::path& path) {
    s.open(path);
    ui.files = false;
  };
  if (ImGui::Button("compare with the photos in this folder")) open(ui.folder);
  ImGui::BeginChild("entries", {0, 0.6f * ImGui::GetContentRegionAvail().y}, true);
  std::filesystem::path chosen;
  if (ui.folder.has_parent_path() && ImGui::Selectable("..")) chosen = ui.folder.parent_path();
  const FolderContent listing = list_folder(ui.folder);
  for (const auto& f : listing.folders)
    if (ImGui::Selectable((f.filename().string() + "/").c_str())) chosen = f;
  for (const auto& f : listing.files)
    if (ImGui::Selectable(f.filename().string().c_str())) open(f);
  ImGui::EndChild();
  if (!chosen.empty()) ui.folder = chosen;
  ImGui::TextDisabled("recent");
  ImGui::BeginChild("recent", {0, 0});
  for (const std::string& f : std::vector<std::string>(s.settings.recent))
    if (ImGui::Selectable(f.c_str())) open(f);
  ImGui::EndChild();
  ImGui::End();
}

}  // namespace asrg
