#pragma once

#include "cuda/core/error.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace asrg::fuzz {

using Bytes = std::vector<std::uint8_t>;

/// Whether `read` takes what it is given. An Error is a refusal; any other exception ends the fuzzer, which is a finding.
template <class Read>
bool accepts(Read&& read) {
  try {
    read();
  } catch (const Error&) {
    return false;
  }
  return true;
}

/// Which of the targets that share a source this is: "decode" of the program fuzz_decode.
const std::string& target_name();

/// Ends the fuzzer with a finding.
inline void require(bool holds) {
  if (!holds) std::abort();
}

/// This process's own folder, in memory where the system has such a place. Removed at the end.
const std::filesystem::path& scratch_folder();

/// Writes a file without any care: it is read once and overwritten.
void put(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);

std::string text_of(std::span<const std::uint8_t> bytes);

}  // namespace asrg::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
