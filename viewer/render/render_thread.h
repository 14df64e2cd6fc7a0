#pragma once

#include "compress/model/model.h"
#include "compress/scene/scene.h"
#include "cuda/render/frame.h"
#include "viewer/camera/picture_camera.h"
#include "viewer/render/frame_scheduler.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace asrg {

/// A picture to draw for the window.
struct FrameRequest {
  std::uint64_t content = 0;  ///< the same number for requests that differ only in resolution
  Camera camera;              ///< at full resolution
  RenderSettings settings;    ///< supersample is taken from `resolution`
  Resolution resolution;
  int model = -1;                     ///< -1: none
  int other = -1;                     ///< a model to compare with; -1: none
  std::shared_ptr<const View> photo;  ///< a photo to compare with, taken by `camera`
  bool photo_on_white = true;         ///< a masked photo is composited on white, else on black
  bool difference = false;            ///< make FrameResult::difference, too
  float difference_scale = 32;        ///< difference that gets the brightest colour, of 255
  bool bricks = false;                ///< draw the outlines of the leaf bricks over the picture
};

/// Memory on the device that a window lends for pictures, so that they are not copied through the host.
struct LentMemory {
  int number = -1;                  ///< given by the lender
  std::uint32_t* pixels = nullptr;  ///< RGBA, 8 bit
  std::size_t capacity = 0;         ///< pixels
};

/// RGBA pictures of one size.
struct FrameResult {
  std::uint64_t content = 0;
  Resolution resolution;
  std::string error;  ///< why it could not be drawn, as one sentence: then the members below have no meaning. Empty: it was drawn
  glm::ivec2 size{0};
  std::optional<LentMemory> lent;      ///< holds the picture, and is given back to the lender by this; else `picture` holds it
  ImageU8 picture, other, difference;  ///< the last two may be empty
  RenderStatistics statistics;         ///< of `picture`
  double seconds = 0;
  double pixels = 0;                             ///< rays that were cast
  std::optional<double> psnr, ssim;              ///< against the photo: of the final layer, at the photo's full resolution only
  std::map<std::string, double> kernel_seconds;  ///< by kernel, of everything that was drawn for this result
};

/// The thread that owns the device and everything on it. Its functions may be called by one other thread at a time; only reclaim() and
/// shut_down() wait for drawing.
class RenderThread {
 public:
  explicit RenderThread(Device device);
  ~RenderThread();
  /// Ends the thread; jobs that have not begun are dropped. To be called before anything is destroyed that a job refers to.
  void shut_down();
  RenderThread(const RenderThread&) = delete;
  RenderThread& operator=(const RenderThread&) = delete;

  /// Draws this next. A request whose drawing has not begun is dropped; drawing at full resolution is interrupted.
  void post(FrameRequest request);
  /// The newest picture since the last call.
  std::optional<FrameResult> take();
  /// Lends memory, which may be called several times. It is used for pictures without brick outlines and without a comparison.
  void lend(LentMemory memory);
  /// Takes all lent memory back. Waits until nothing is drawn into it.
  void reclaim();
  /// True while a request is waiting or being drawn.
  bool busy() const;

  /// What jobs can use.
  struct Tools {
    Device& device;
    Frame& frame;
    std::vector<std::unique_ptr<RenderModel>>& models;         ///< by number; null where it was removed
    const std::vector<std::shared_ptr<const Model>>& sources;  ///< likewise
  };
  /// Work that is done in pieces between pictures: each call does one piece and returns true when the work is done. An exception ends the job and
  /// goes to take_error().
  using Job = std::function<bool(Tools&)>;
  void add_job(Job job);
  /// @return the model's number, which never changes: the count of models added before
  int add_model(std::shared_ptr<const Model> model);
  /// Frees a model's memory on the device. Pictures of it are empty from then on.
  void remove_model(int number);
  /// Levels of detail that are made of each model for pictures of low resolution.
  static constexpr int coarser_levels = 3;
  /// Device memory of all models.
  std::size_t bytes() const;
  const std::string& device() const { return device_name_; }
  /// The number of the CUDA device that draws; none on the CPU.
  std::optional<int> cuda_device() const { return cuda_device_; }
  /// The last error of a job since the last call, as one sentence; empty: none. Errors of pictures are in FrameResult.
  std::string take_error();

 private:
  void work();
  void draw(const FrameRequest& request);
  /// @return false where a newer request interrupted it
  bool draw_result(const FrameRequest& request, FrameResult& r);
  /// Draws one model at the request's level of detail.
  /// @param abandon may newer requests interrupt it?
  /// @param to becomes the picture, unless `lent` is given
  /// @param lent device memory for the picture, or null
  /// @return false where a newer request interrupted it
  bool draw_model(const FrameRequest& request, int model, const Camera& camera, const RenderSettings& settings, bool abandon, ImageU8& to,
                  std::uint32_t* lent, RenderStatistics& statistics);
  /// Lent memory for the request's picture, where it can be used and is large enough.
  std::optional<LentMemory> borrow(const FrameRequest& request);
  /// True where drawing should be interrupted.
  bool newer() const;
  bool has_model(int number) const;
  /// Model::supersample.
  int supersample_of(int model) const;

  Device device_;
  std::string device_name_;
  std::optional<int> cuda_device_;
  Frame frame_;
  std::vector<std::unique_ptr<RenderModel>> models_;
  std::vector<std::vector<std::unique_ptr<RenderModel>>> coarser_;  ///< of each model up to `coarser_levels` levels of detail
  std::vector<std::shared_ptr<const Model>> sources_;

  mutable std::mutex mutex_;
  std::condition_variable wake_, idle_;
  std::vector<LentMemory> lent_;  ///< lent memory that holds no picture
  bool reclaiming_ = false;
  std::optional<FrameRequest> request_;
  std::optional<FrameResult> result_;
  std::deque<Job> jobs_;
  std::size_t bytes_ = 0;
  std::string error_;
  int models_added_ = 0;
  bool drawing_ = false, stop_ = false;
  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace asrg
