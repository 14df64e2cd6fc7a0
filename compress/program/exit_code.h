#pragma once

#include "cuda/core/error.h"

namespace asrg {

// What the programs end with; documented in their --help.

constexpr int exit_difference = 7;     ///< `asrg compare` found a difference above the limit
constexpr int exit_interrupted = 130;  ///< Ctrl-C, as shells have it

constexpr int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::arguments: return 1;
    case ErrorKind::io: return 2;
    case ErrorKind::invalid_file: return 3;
    case ErrorKind::runtime: break;
    case ErrorKind::unsupported: return 5;
  }
  return 4;
}

}  // namespace asrg
