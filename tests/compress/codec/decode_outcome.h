#pragma once

#include "compress/model/model.h"
#include "cuda/core/error.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace asrg::test {

/// A copy of bytes that ends where a page begins which nobody may read: a read beyond the last byte crashes, in every build.
class GuardedBytes {
 public:
  explicit GuardedBytes(std::span<const std::uint8_t> bytes);
  ~GuardedBytes();
  GuardedBytes(const GuardedBytes&) = delete;
  GuardedBytes& operator=(const GuardedBytes&) = delete;
  std::span<const std::uint8_t> span() const { return bytes_; }

 private:
  void* pages_ = nullptr;
  std::size_t mapped_ = 0;
  std::span<const std::uint8_t> bytes_;
};

/// Decodes from GuardedBytes.
/// @return the kind of the error, or nothing where the bytes were a model
std::optional<ErrorKind> outcome(std::span<const std::uint8_t> bytes, Model* model = nullptr);

/// Whether bytes are refused as no model.
bool refused(std::span<const std::uint8_t> bytes);

/// Whether bytes are either refused, or a model that can be saved and read again.
bool harmless(std::span<const std::uint8_t> bytes);

}  // namespace asrg::test
