#include "compress/io/output.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <unistd.h>

namespace asrg {
namespace fs = std::filesystem;

void check_output_file(const fs::path& path, FileKind kind) {
  if (path.empty()) return;
  const auto refuse = [&](const std::string& reason) {
    throw Error(ErrorKind::io, fmt::format("cannot write {}: {}", path.string(), reason));
  };
  std::error_code error;
  const fs::path target = fs::is_symlink(path, error) ? fs::weakly_canonical(path, error) : path;
  const fs::file_status status = fs::status(target, error);
  if (fs::is_directory(status)) refuse("it is a folder");
  if (fs::exists(status) && access(target.c_str(), W_OK) != 0) refuse(std::strerror(errno));
  if (fs::exists(status) && !fs::is_regular_file(status)) return;
  if (fs::exists(status) && !is_of_kind(target, kind))
    refuse(fmt::format("it is there already, and it is not {}: remove it first, or give another name", name_of(kind)));

  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  if (!fs::exists(folder, error)) refuse(fmt::format("the folder {} does not exist", folder.string()));
  if (!fs::is_directory(folder, error)) refuse(fmt::format("{} is not a folder", folder.string()));
  // Permissions are not enough to know: the file system may be read-only, or the user may be root.
  std::string probe = (folder / ".asrg-probe-XXXXXX").string();
  const int descriptor = mkstemp(probe.data());
  if (descriptor < 0) refuse(std::strerror(errno));
  close(descriptor);
  unlink(probe.c_str());
}

void make_output_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error && !fs::is_directory(path)) error = std::make_error_code(std::errc::not_a_directory);
  if (error) throw Error(ErrorKind::io, fmt::format("cannot create the folder {}: {}", path.string(), error.message()));
}

}  // namespace asrg
