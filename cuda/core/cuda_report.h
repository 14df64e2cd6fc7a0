#pragma once

#include <string>
#include <vector>

namespace asrg {

/// What is known of CUDA in this program and on this machine.
struct CudaReport {
  std::string toolkit;               ///< that the program was built with, e.g. "13.0"; empty: built without
  std::string architectures;         ///< that it was compiled for, as CMake names them
  std::string driver;                ///< the newest CUDA that the driver knows; empty: there is none
  std::vector<std::string> devices;  ///< one a device, by CUDA's number: what it is, or why it cannot be used
  std::string why_not;               ///< why no device can be used; empty where one can
};

CudaReport report_cuda();

}  // namespace asrg
