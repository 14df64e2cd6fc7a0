#pragma once

#include "viewer/app/texture.h"
#include "viewer/render/render_thread.h"

#include <memory>
#include <string>
#include <vector>

namespace asrg {

/// Two OpenGL buffers that the render thread draws into by turns, mapped for its device: on CUDA through graphics interoperability, on the
/// CPU as memory of the host. While one is shown, the other is drawn. Where that fails, pictures come by way of the host's memory.
class PictureBuffers {
 public:
  /// Pixels of a buffer: larger pictures come by way of the host.
  static constexpr std::size_t capacity = std::size_t{3840} * 2160;

  /// @param wanted false: pictures shall be copied
  PictureBuffers(RenderThread& render, bool wanted);
  ~PictureBuffers();
  PictureBuffers(const PictureBuffers&) = delete;
  PictureBuffers& operator=(const PictureBuffers&) = delete;

  /// Shows a picture that was drawn into a buffer, and lends the buffer again.
  void show(const LentMemory& memory, glm::ivec2 size, Texture& texture);
  /// How pictures come to the window, for people.
  const std::string& description() const { return description_; }

 private:
  class Buffer;

  RenderThread& render_;
  std::vector<std::unique_ptr<Buffer>> buffers_;
  std::string description_;
};

}  // namespace asrg
