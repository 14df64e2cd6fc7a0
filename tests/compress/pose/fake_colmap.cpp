#include "tests/compress/pose/fake_colmap.h"

#include "compress/io/file.h"

#include <cstdlib>
#include <fstream>

namespace asrg::test {
namespace fs = std::filesystem;

FakeColmap::FakeColmap(const fs::path& folder) : folder_(folder), path_before_(std::getenv("PATH")) {
  fs::create_directories(models());
  fs::create_directories(folder_ / "bin");
  const std::string here = folder_.string();
  std::ofstream(folder_ / "bin" / "colmap")
      << "#!/bin/sh\n"
         "here='" +
             here +
             "'\n"
             "echo \"$@\" >> $here/calls\n"
             "[ \"$QT_QPA_PLATFORM\" = offscreen ] || echo 'no window system' >> $here/calls\n"
             "command=$1; shift\n"
             "[ ! -e $here/instead.$command ] || . $here/instead.$command\n"
             "while [ $# -gt 0 ]; do\n"
             "  case $1 in --input_path) in=$2;; --output_path) out=$2;; --database_path) echo x > $2;; esac; shift 2\n"
             "done\n"
             "case $command in\n"
             "  feature_extractor) echo 'Processed file [1/2]'; echo 'Processed file [2/2]';;\n"
             "  exhaustive_matcher) echo 'Matching block [1/1, 1/1] in 0.1s';;\n"
             "  bundle_adjuster|model_transformer) cp -r $in/* $out/;;\n"
             "  mapper) cp -r $here/models/* $out/ || { echo 'ERROR: failed to create sparse model'; exit 1; };;\n"
             "esac\n";
  fs::permissions(folder_ / "bin" / "colmap", fs::perms::owner_all);
  setenv("PATH", ((folder_ / "bin").string() + ":" + path_before_).c_str(), 1);
}

FakeColmap::~FakeColmap() { setenv("PATH", path_before_.c_str(), 1); }

void FakeColmap::instead(const std::string& command, const std::string& words) {
  const fs::path file = folder_ / ("instead." + command);
  fs::remove(file);
  if (!words.empty()) std::ofstream(file) << words << "\n";
}

std::vector<std::string> FakeColmap::take_calls() {
  std::vector<std::string> calls;
  std::ifstream file(folder_ / "calls");
  for (std::string line; std::getline(file, line);) calls.push_back(line);
  fs::remove(folder_ / "calls");
  return calls;
}

}  // namespace asrg::test
