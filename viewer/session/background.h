#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <utility>

namespace asrg {

/// A value that is computed on another thread. The destructor tells the thread to stop and waits for it: the work should test the flag often.
template <class T>
class Background {
 public:
  Background() = default;
  /// @param work is called with the flag that becomes true once the value is no longer wanted; what it throws, get() throws
  explicit Background(std::function<T(const std::atomic<bool>& stop)> work)
      : stop_(std::make_unique<std::atomic<bool>>(false)),
        value_(std::async(std::launch::async, [stop = stop_.get(), w = std::move(work)] { return w(*stop); })) {}
  Background(Background&&) noexcept = default;
  Background& operator=(Background&& other) noexcept {
    std::swap(stop_, other.stop_);
    std::swap(value_, other.value_);
    return *this;
  }
  ~Background() { stop(); }

  /// True from the beginning of the work until its value is taken.
  bool pending() const { return value_.valid(); }
  /// True where get() returns at once. @pre pending()
  bool ready() const { return value_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }
  /// @pre pending()
  T get() { return value_.get(); }
  void stop() {
    if (stop_) *stop_ = true;
  }

 private:
  std::unique_ptr<std::atomic<bool>> stop_;
  std::future<T> value_;  ///< declared after the flag: its destructor waits for the thread, which reads the flag
};

}  // namespace asrg
