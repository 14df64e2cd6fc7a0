#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>
#include <imgui.h>

namespace asrg {

/// An OpenGL texture that holds a picture; must not outlive its context.
class Texture {
 public:
  Texture() = default;
  ~Texture();
  Texture(const Texture&) = delete;
  Texture& operator=(const Texture&) = delete;

  /// @param rgba is copied
  void upload(const ImageU8& rgba) { upload({rgba.width, rgba.height}, rgba.pixels.data()); }
  /// @param rgba size.x * size.y pixels of 4 bytes; with a bound pixel unpack buffer, the offset in it
  void upload(glm::ivec2 size, const void* rgba);
  bool empty() const { return size_.x == 0; }
  ImTextureID id() const { return reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(name_)); }

 private:
  unsigned name_ = 0;
  glm::ivec2 size_{0};
};

}  // namespace asrg
