#include "viewer/panels/panels.h"

#include <algorithm>

namespace asrg {
namespace {

struct Listing {
  std::vector<std::filesystem::path> folders, files;
};

Listing list_folder(const std::filesystem::path& folder) {
  Listing l;
  std::error_code error;
  for (std::filesystem::directory_iterator i(folder, std::filesystem::directory_options::skip_permission_denied, error), end; !error && i != end;
       i.increment(error)) {
    std::error_code ignored;
    const std::string name = i->path().filename().string();
    if (name.empty() || name[0] == '.') continue;
    if (i->is_directory(ignored))
      l.folders.push_back(i->path());
    else if (i->path().extension() == ".asrg")
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
  ImGui::SetNextWindowPos({0.5f * window.x, 0.5f * window.y}, ImGuiCond_Appearing, {0.5f, 0.5f});
  ImGui::SetNextWindowSize({520 * ui.scale, 420 * ui.scale}, ImGuiCond_Appearing);
  ImGui::Begin("open an .asrg file", &ui.files, ImGuiWindowFlags_NoNav);
  ImGui::TextUnformatted(ui.folder.string().c_str());
  ImGui::BeginChild("entries", {0, -120 * ui.scale}, true);
  if (ui.folder.has_parent_path() && ImGui::Selectable("..")) ui.folder = ui.folder.parent_path();
  const Listing listing = list_folder(ui.folder);
  for (const auto& f : listing.folders)
    if (ImGui::Selectable((f.filename().string() + "/").c_str())) ui.folder = f;
  for (const auto& f : listing.files)
    if (ImGui::Selectable(f.filename().string().c_str())) {
      s.open(f);
      ui.files = false;
    }
  ImGui::EndChild();
  ImGui::TextDisabled("recent");
  ImGui::BeginChild("recent", {0, 0});
  for (const std::string& f : std::vector<std::string>(s.settings.recent))
    if (ImGui::Selectable(f.c_str())) {
      s.open(f);
      ui.files = false;
    }
  ImGui::EndChild();
  ImGui::End();
}

}  // namespace asrg
