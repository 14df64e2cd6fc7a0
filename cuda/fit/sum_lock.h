#pragma once

#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace asrg {

/// Holds the part of a slot's sums that a thread of the CPU is adding to, where several threads share the slot (see SlotSums); elsewhere it does nothing.
/// It holds one part at a time, so that threads cannot wait for each other in a circle.
class SumLock {
 public:
  static constexpr int count = 4096;  ///< locks of a slot, a byte each; a power of two

  /// @param locks of the slot; null: nobody shares it
  explicit SumLock(std::uint8_t* locks) : locks_(locks) {}
  SumLock(const SumLock&) = delete;
  SumLock& operator=(const SumLock&) = delete;
  ~SumLock() { release(); }

  /// Lets go of the part that is held, and waits for another one. Parts of different numbers may be the same one.
  void hold(std::int64_t part) {
    if (!locks_) return;
    const int wanted = static_cast<int>(part & (count - 1));
    if (wanted == held_) return;
    release();
    while (__atomic_test_and_set(locks_ + wanted, __ATOMIC_ACQUIRE))
      while (__atomic_load_n(locks_ + wanted, __ATOMIC_RELAXED)) pause();
    held_ = wanted;
  }

 private:
  void release() {
    if (held_ >= 0) __atomic_clear(locks_ + held_, __ATOMIC_RELEASE);
    held_ = -1;
  }
  static void pause() {
#if defined(__x86_64__)
    _mm_pause();
#endif
  }

  std::uint8_t* locks_;
  int held_ = -1;
};

}  // namespace asrg
