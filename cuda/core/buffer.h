#pragma once

#include "cuda/core/backend.h"

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace asrg {

/// `size()` values of a plain type in a device's memory. Move-only. It stays valid when its Device is moved or destroyed.
template <class T>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Buffer() = default;
  Buffer(Device& device, std::size_t size)
      : device_(device.backend_), data_(static_cast<T*>(device_->allocate(size * sizeof(T)))), size_(size) {}
  Buffer(Device& device, std::span<const T> values) : Buffer(device, values.size()) { upload(values); }
  Buffer(Buffer&& other) noexcept { swap(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Buffer() {
    if (data_) device_->release(data_);
  }

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  void zero() {
    if (device_) device_->zero(data_, size_ * sizeof(T));
  }
  void upload(std::span<const T> values) { device_->copy(data_, values.data(), values.size() * sizeof(T)); }
  std::vector<T> download() const {
    std::vector<T> values(size_);
    download_to(values.data());
    return values;
  }
  /// @param values room for size() values
  void download_to(T* values) const {
    if (device_) device_->copy(values, data_, size_ * sizeof(T));
  }

 private:
  void swap(Buffer& other) noexcept {
    std::swap(device_, other.device_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
  }

  std::shared_ptr<DeviceBackend> device_;
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

/// A zeroed buffer.
template <class T>
Buffer<T> zeroed(Device& device, std::size_t size) {
  Buffer<T> b(device, size);
  b.zero();
  return b;
}

}  // namespace asrg
