#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <utility>

namespace asrg {

/// A value that a thread of its own makes. Its end waits for the thread, which is told to stop: the work should look at the flag often.
template <class T>
class Background {
 public:
  Background() = default;
  /// @param work gets the flag that turns true once nobody wants the value any more; what it throws comes out of get()
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

  /// Has it begun, and has its value not been taken?
  bool pending() const { return value_.valid(); }
  /// Would get() return at once? @pre pending()
  bool ready() const { return value_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }
  /// @pre pending()
  T get() { return value_.get(); }
  void stop() {
    if (stop_) *stop_ = true;
  }

 private:
  std::unique_ptr<std::atomic<bool>> stop_;
  std::future<T> value_;  ///< behind the flag: its destructor waits for the thread, which looks at the flag
};

}  // namespace asrg
