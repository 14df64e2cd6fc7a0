#pragma once

#include <string>
#include <vector>

namespace asrg {

/// A library that the program uses.
struct Library {
  std::string name;
  std::string version;  ///< of the shared library where it tells, else that of its headers; empty: the program was built without
  std::string use;      ///< what cannot be done without it; only of those that may be missing
};

std::vector<Library> libraries();

}  // namespace asrg
