#include "viewer/app/picture_buffers.h"

#include "cuda/core/error.h"
#include "viewer/app/cuda_sharing.h"

#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <GL/glext.h>

#include <optional>

namespace asrg {

class PictureBuffers::Buffer {
 public:
  /// @param cuda the CUDA device that draws, if one does
  explicit Buffer(std::optional<int> cuda) {
    while (glGetError() != GL_NO_ERROR) {}
    glGenBuffers(1, &name_);
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, name_);
    glBufferData(GL_PIXEL_UNPACK_BUFFER, capacity * sizeof(std::uint32_t), nullptr, GL_STREAM_DRAW);
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
    try {
      if (glGetError() != GL_NO_ERROR) throw Error(ErrorKind::unsupported, "OpenGL has no memory for it");
      if (cuda) sharing_.emplace(name_, *cuda);
    } catch (...) {
      glDeleteBuffers(1, &name_);
      throw;
    }
  }
  ~Buffer() {
    unmap();
    sharing_.reset();
    glDeleteBuffers(1, &name_);
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  std::uint32_t* map() {
    if (sharing_) return sharing_->map();
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, name_);
    void* memory = glMapBuffer(GL_PIXEL_UNPACK_BUFFER, GL_WRITE_ONLY);
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
    if (!memory) throw Error(ErrorKind::unsupported, "OpenGL does not map it");
    mapped_ = true;
    return static_cast<std::uint32_t*>(memory);
  }
  void unmap() {
    if (sharing_) return sharing_->unmap();
    if (!mapped_) return;
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, name_);
    glUnmapBuffer(GL_PIXEL_UNPACK_BUFFER);
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
    mapped_ = false;
  }
  void upload(glm::ivec2 size, Texture& texture) {
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, name_);
    texture.upload(size, nullptr);
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
  }

 private:
  unsigned name_ = 0;
  std::optional<CudaSharing> sharing_;
  bool mapped_ = false;
};

PictureBuffers::PictureBuffers(RenderThread& render, bool wanted) : render_(render) {
  if (!wanted) {
    description_ = "pictures are copied";
    return;
  }
  try {
    std::vector<LentMemory> lent;
    for (int i = 0; i < 2; ++i) {
      buffers_.push_back(std::make_unique<Buffer>(render.cuda_device()));
      lent.push_back({i, buffers_.back()->map(), capacity});
    }
    for (const LentMemory& m : lent) render_.lend(m);
    description_ = render.cuda_device() ? "pictures are shared by CUDA and OpenGL" : "pictures are drawn into OpenGL's memory";
  } catch (const Error& e) {
    buffers_.clear();
    description_ = std::string("pictures are copied: ") + e.what();
  }
}

PictureBuffers::~PictureBuffers() { render_.reclaim(); }

void PictureBuffers::show(const LentMemory& memory, glm::ivec2 size, Texture& texture) {
  Buffer& buffer = *buffers_[static_cast<std::size_t>(memory.number)];
  buffer.unmap();
  buffer.upload(size, texture);
  try {
    render_.lend({memory.number, buffer.map(), memory.capacity});
  } catch (const Error& e) {
    description_ = std::string("pictures are copied: ") + e.what();
  }
}

}  // namespace asrg
