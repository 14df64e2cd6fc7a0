#include "tests/fenced_device.h"

#include "cuda/core/backend.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <chrono>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace asrg::test {
namespace {

constexpr std::size_t page = 4096, reserved = std::size_t{1} << 38, largest = std::size_t{1} << 34;

/// The code, heap and mappings of a position-independent program have higher addresses. Lower ones, of a sanitizer's shadow memory, could be
/// mistaken for plain integers.
constexpr std::uintptr_t lowest_pointer = 0x100000000000;

/// The host's mapped memory: [begin, end) pairs of addresses.
std::vector<std::pair<std::uintptr_t, std::uintptr_t>> mapped_ranges() {
  std::vector<std::pair<std::uintptr_t, std::uintptr_t>> ranges;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    char* end = nullptr;
    const std::uintptr_t first = std::strtoull(line.c_str(), &end, 16);
    if (first >= lowest_pointer) ranges.emplace_back(first, std::strtoull(end + 1, nullptr, 16));
  }
  return ranges;
}

class FencedBackend;

/// A readback that is ready only at the second call of ready(), so that code which does not wait is found.
class FencedReadback final : public Readback {
 public:
  FencedReadback(FencedBackend& backend, std::size_t bytes) : backend_(backend), bytes_(bytes) {}

  void start(const void* from) override;
  bool ready() override { return std::exchange(asked_, true); }
  void wait() override { asked_ = true; }
  const void* data() const override {
    if (!asked_) throw Error(ErrorKind::runtime, "bytes are read that have not come back yet");
    return bytes_.data();
  }

 private:
  FencedBackend& backend_;
  std::vector<std::byte> bytes_;
  bool asked_ = false;
};

class FencedBackend final : public DeviceBackend {
 public:
  FencedBackend() {
    void* memory = mmap(nullptr, reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) throw Error(ErrorKind::runtime, "no addresses for a fenced device");
    base_ = next_ = reinterpret_cast<std::uintptr_t>(memory);
  }
  FencedBackend(const FencedBackend&) = delete;
  FencedBackend& operator=(const FencedBackend&) = delete;
  ~FencedBackend() override { munmap(reinterpret_cast<void*>(base_), reserved); }

  bool is_cuda() const override { return false; }
  bool shares_slots() const override { return true; }
  int slots() const override { return 1; }
  std::string description() const override { return "CPU behind a fence"; }

  void* allocate(std::size_t bytes) override {
    // The allocation ends where a page ends, and the page behind it stays inaccessible.
    const std::size_t aligned = (bytes + 63) / 64 * 64, whole = (aligned + page - 1) / page * page;
    if (bytes > largest || next_ + whole + page > base_ + reserved)
      throw Error(ErrorKind::runtime, fmt::format("not enough memory on a fenced device: {} MiB were asked for", bytes >> 20));
    const std::uintptr_t begin = next_, memory = begin + whole - aligned;
    next_ += whole + page;
    allocations_[memory] = {begin, whole};
    protect(allocations_[memory], PROT_READ | PROT_WRITE);
    std::memset(reinterpret_cast<void*>(begin), 0xff, whole);
    protect(allocations_[memory], PROT_NONE);
    return reinterpret_cast<void*>(memory);
  }
  void release(void* memory) noexcept override {
    const auto found = allocations_.find(reinterpret_cast<std::uintptr_t>(memory));
    if (found == allocations_.end()) std::abort();
    madvise(reinterpret_cast<void*>(found->second.begin), found->second.bytes, MADV_DONTNEED);
    allocations_.erase(found);
  }
  void copy(void* to, const void* from, std::size_t bytes) override {
    if (!bytes) return;
    const Opened opened(*this);
    std::memcpy(to, from, bytes);
  }
  void zero(void* memory, std::size_t bytes) override {
    if (!bytes) return;
    const Opened opened(*this);
    std::memset(memory, 0, bytes);
  }

  std::unique_ptr<Readback> readback(std::size_t bytes) override { return std::make_unique<FencedReadback>(*this, bytes); }

  void run(const char* name, int n, int, const Device::Work& work) override {
    if (fenced_device_checks_parameters && checked_.insert(name).second) check_parameters(name, work);
    const auto start = std::chrono::steady_clock::now();
    if (n > 0) {
      const Opened opened(*this);
      work.body(work.kernel, 0, n, 0);
    }
    add_launch(times_, name, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  void* begin_launch(const char* name) override { throw Error(ErrorKind::runtime, fmt::format("{}: a fenced device has no stream", name)); }
  void end_launch() override {}
  void synchronize() override {}
  const KernelTimes& times() override { return times_; }
  void reset_times() override { times_.clear(); }

 private:
  /// Whole pages.
  struct Allocation {
    std::uintptr_t begin;
    std::size_t bytes;
  };

  /// Makes all allocations accessible during its lifetime.
  class Opened {
   public:
    explicit Opened(FencedBackend& backend) : backend_(backend) { backend_.protect_all(PROT_READ | PROT_WRITE); }
    ~Opened() { backend_.protect_all(PROT_NONE); }
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;

   private:
    FencedBackend& backend_;
  };

  static void protect(const Allocation& a, int how) { mprotect(reinterpret_cast<void*>(a.begin), a.bytes, how); }
  void protect_all(int how) {
    for (const auto& [memory, allocation] : allocations_) protect(allocation, how);
  }

  [[maybe_unused]] void check_parameters(const char* name, const Device::Work& work) const {
    const auto ranges = mapped_ranges();
    for (std::size_t at = 0; at + sizeof(std::uintptr_t) <= work.kernel_bytes; at += sizeof(std::uintptr_t)) {
      std::uintptr_t word = 0;
      std::memcpy(&word, static_cast<const std::uint8_t*>(work.kernel) + at, sizeof(word));
      if (word >= base_ && word < base_ + reserved) continue;
      for (const auto& [begin, end] : ranges)
        if (word >= begin && word < end)
          throw Error(ErrorKind::runtime, fmt::format("kernel '{}': byte {} of its parameters points into the host's memory", name, at));
    }
  }

  std::uintptr_t base_ = 0, next_ = 0;
  std::map<std::uintptr_t, Allocation> allocations_;  ///< by the address that allocate() returned
  std::set<std::string> checked_;                     ///< names of kernels
  KernelTimes times_;
};

void FencedReadback::start(const void* from) {
  backend_.copy(bytes_.data(), from, bytes_.size());
  asked_ = false;
}

}  // namespace

Device fenced_device(bool deterministic) { return Device(std::make_unique<FencedBackend>(), deterministic); }

}  // namespace asrg::test
