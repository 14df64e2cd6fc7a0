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

/// What the window is to show.
struct FrameRequest {
  std::uint64_t content = 0;  ///< changes with whatever is shown but the resolution
  Camera camera;              ///< at full resolution
  RenderSettings settings;    ///< supersample is taken from `resolution`
  Resolution resolution;
  int model = -1;                     ///< -1: none
  int other = -1;                     ///< a model to compare with; -1: none
  std::shared_ptr<const View> photo;  ///< a photo to compare with, taken by `camera`
  bool photo_on_white = true;         ///< else on black
  bool difference = false;            ///< wanted too?
  float difference_scale = 32;        ///< brightest, of 255
  bool bricks = false;                ///< the outlines of the leaf bricks over the picture
};

/// Memory on the device that a window lends for pictures, so that none is copied through the host.
struct LentMemory {
  int number = -1;                  ///< the lender's
  std::uint32_t* pixels = nullptr;  ///< RGBA, 8 bit
  std::size_t capacity = 0;         ///< pixels
};

/// RGBA pictures of one size.
struct FrameResult {
  std::uint64_t content = 0;
  Resolution resolution;
  std::string error;  ///< why it could not be drawn, as one sentence: then nothing below counts; empty: it was
  glm::ivec2 size{0};
  std::optional<LentMemory> lent;      ///< the picture lies here, and the memory is given back with it; else it lies in `picture`
  ImageU8 picture, other, difference;  ///< the last two may be empty
  RenderStatistics statistics;         ///< of `picture`
  double seconds = 0;
  double pixels = 0;                             ///< rays that were cast
  std::optional<double> psnr, ssim;              ///< against the photo: of the final layer, at the photo's full resolution only
  std::map<std::string, double> kernel_seconds;  ///< by kernel, of all that was drawn for this
};

/// The thread that owns the device and everything on it. All calls may come from any one other thread; none waits for drawing.
class RenderThread {
 public:
  explicit RenderThread(Device device);
  ~RenderThread();
  /// Ends the thread; jobs that have not begun are dropped. For an owner of jobs that ends before this.
  void shut_down();
  RenderThread(const RenderThread&) = delete;
  RenderThread& operator=(const RenderThread&) = delete;

  /// Draws this next; a request that has not begun is dropped, one that refines a resting picture is broken off.
  void post(FrameRequest request);
  /// The newest picture since the last call.
  std::optional<FrameResult> take();
  /// Lends memory for a picture that nothing is drawn over or compared with; there may be several.
  void lend(LentMemory memory);
  /// Takes all of it back. Waits for what is drawn into it.
  void reclaim();
  /// Is there a request that has not been answered?
  bool busy() const;

  /// What a job may use.
  struct Tools {
    Device& device;
    Frame& frame;
    std::vector<std::unique_ptr<RenderModel>>& models;         ///< null: closed
    const std::vector<std::shared_ptr<const Model>>& sources;  ///< null: closed
  };
  /// Work between pictures, a piece a call: returns true when it is done. An exception ends it; it shall catch what it wants to report.
  using Job = std::function<bool(Tools&)>;
  void add_job(Job job);
  /// @return the model's number, which it keeps: the count of those added before
  int add_model(std::shared_ptr<const Model> model);
  /// Frees what a model has on the device. Pictures of it are empty from then on.
  void remove_model(int number);
  static constexpr int coarser_levels = 3;
  /// Of device memory, all models'.
  std::size_t bytes() const;
  const std::string& device() const { return device_name_; }
  /// Which CUDA device draws, as CUDA counts them; none on the CPU.
  std::optional<int> cuda_device() const { return cuda_device_; }
  /// What went wrong with jobs since the last call, as one sentence; empty: nothing. Pictures bring their own, see FrameResult.
  std::string take_error();

 private:
  void work();
  void draw(const FrameRequest& request);
  /// @return false: a newer request came in between
  bool draw_result(const FrameRequest& request, FrameResult& r);
  /// @return false: a newer request came in between
  bool draw_model(const FrameRequest& request, int model, const Camera& camera, const RenderSettings& settings, bool abandon, ImageU8& to,
                  std::uint32_t* lent, RenderStatistics& statistics);
  std::optional<LentMemory> borrow(const FrameRequest& request);
  bool newer() const;
  bool has_model(int number) const;
  /// How a photo's pixel is drawn: see Model::supersample.
  int supersample_of(int model) const;

  Device device_;
  std::string device_name_;
  std::optional<int> cuda_device_;
  Frame frame_;
  std::vector<std::unique_ptr<RenderModel>> models_;
  std::vector<std::vector<std::unique_ptr<RenderModel>>>
      coarser_;  ///< of each model: coarser levels of detail, for pictures of low resolution
  std::vector<std::shared_ptr<const Model>> sources_;

  mutable std::mutex mutex_;
  std::condition_variable wake_, idle_;
  std::vector<LentMemory> lent_;  ///< free to be drawn into
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
