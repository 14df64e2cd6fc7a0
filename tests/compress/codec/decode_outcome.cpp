#include "tests/compress/codec/decode_outcome.h"

#include "compress/codec/codec.h"
#include "compress/model/symbols.h"
#include "tests/compress/codec/model_for_test.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <system_error>

namespace asrg::test {

GuardedBytes::GuardedBytes(std::span<const std::uint8_t> bytes) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t readable = (bytes.size() + page - 1) / page * page;
  mapped_ = readable + page;
  pages_ = mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages_ == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  auto* end = static_cast<std::uint8_t*>(pages_) + readable;
  std::copy(bytes.begin(), bytes.end(), end - bytes.size());
  if (mprotect(end, page, PROT_NONE) != 0) throw std::system_error(errno, std::generic_category(), "mprotect");
  bytes_ = {end - bytes.size(), bytes.size()};
}

GuardedBytes::~GuardedBytes() { munmap(pages_, mapped_); }

std::optional<ErrorKind> outcome(std::span<const std::uint8_t> bytes, Model* model) {
  const GuardedBytes exact(bytes);
  try {
    Model m = decode_model(exact.span(), "file");
    if (model) *model = std::move(m);
  } catch (const Error& e) {
    return e.kind();
  }
  return std::nullopt;
}

bool refused(std::span<const std::uint8_t> bytes) { return outcome(bytes) == ErrorKind::invalid_file; }

bool harmless(std::span<const std::uint8_t> bytes) {
  Model m;
  const auto kind = outcome(bytes, &m);
  if (kind) return *kind == ErrorKind::invalid_file || *kind == ErrorKind::unsupported;
  for (const Channels& r : residuals_of(m))
    for (const float x : r.v)
      if (!std::isfinite(x)) return false;
  return same(decode_model(encode_model(m, Effort::fast), "again"), m);
}

}  // namespace asrg::test
