#pragma once

#include "cuda/core/image.h"

#include <imgui.h>

namespace asrg {

/// An OpenGL texture that shows a picture; lives as long as its context.
class Texture {
 public:
  Texture() = default;
  ~Texture();
  Texture(const Texture&) = delete;
  Texture& operator=(const Texture&) = delete;

  /// @param rgba is copied
  void upload(const ImageU8& rgba);
  bool empty() const { return width_ == 0; }
  ImTextureID id() const { return reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(name_)); }

 private:
  unsigned name_ = 0;
  int width_ = 0, height_ = 0;
};

}  // namespace asrg
