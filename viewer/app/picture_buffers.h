#pragma once

#include "viewer/app/texture.h"
#include "viewer/render/render_thread.h"

#include <memory>
#include <string>
#include <vector>

namespace asrg {

/// Two OpenGL buffers that the render thread draws into by turns, mapped for its device: on CUDA through graphics interoperability, on the
/// CPU as memory of the host. While one is shown, the other is drawn. Where that fails, pictures are copied through the host's memory.
class PictureBuffers {
 public:
  /// Pixels per buffer: larger pictures are copied through the host's memory.
  static constexpr std::size_t capacity = std::size_t{3840} * 2160;

  /// @param wanted false: no buffers, pictures are copied
  PictureBuffers(RenderThread& render, bool wanted);
  ~PictureBuffers();
  PictureBuffers(const PictureBuffers&) = delete;
  PictureBuffers& operator=(const PictureBuffers&) = delete;

  /// Uploads a picture that was drawn into a buffer to the texture, and lends the buffer to the render thread again.
  void show(const LentMemory& memory, glm::ivec2 size, Texture& texture);
  /// How pictures come to the window, as text for the user.
  const std::string& description() const { return description_; }

 private:
  class Buffer;

  RenderThread& render_;
  std::vector<std::unique_ptr<Buffer>> buffers_;
  std::string description_;
};

}  // namespace asrg
