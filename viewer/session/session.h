#pragma once

#include "compress/commands/provenance.h"
#include "viewer/camera/orbit_camera.h"
#include "viewer/camera/saved_views.h"
#include "viewer/render/render_thread.h"
#include "viewer/session/settings.h"
#include "viewer/session/size_quality.h"

#include <atomic>
#include <filesystem>
#include <future>
#include <string>
#include <utility>
#include <vector>

namespace asrg {

/// A model that has been loaded.
struct LoadedModel {
  std::filesystem::path path;
  std::string name;
  std::int64_t bytes = 0;
  std::shared_ptr<const Model> model;
  std::optional<double> psnr;  ///< mean over a test split, dB
};

/// How a second picture (another model, or the true photo) is shown.
enum class Compare { off, split, other, difference };

/// What the user has chosen to see. The panels edit it.
struct Look {
  int shown = -1, other = -1;  ///< models
  int photo = -1;              ///< of the data set; -1: the free camera
  Layer layer = Layer::final;
  Compare compare = Compare::off;
  float divider = 0.5f;        ///< of the picture's width
  float difference_scale = 32; ///< brightest, of 255
  float exposure = 0;          ///< stops
  bool bricks = false;
  bool surroundings = true;    ///< of models that have some
  bool turntable = false;
};

/// A long job on the render thread.
struct LongJob {
  std::string what;
  std::atomic<float> progress{0};  ///< 0..1
  std::atomic<bool> stop{false}, done{false};
};

/// Everything behind the window: models, data set, camera, what is shown, and the picture of it. Knows nothing of windows.
class Session {
 public:
  Session(RenderThread& render, ViewerSettings remembered) : settings(std::move(remembered)), render_(render) {}
  ~Session();

  /// Begins to load; the model appears when it is there, else a message.
  void open(const std::filesystem::path& file);
  void open_dataset(const std::filesystem::path& folder, int downscale);
  bool loading() const { return !loading_models_.empty() || loading_scene_.valid(); }

  /// Takes over what has been loaded and drawn, moves the camera, asks for the next picture.
  /// @param window its size, pixels
  /// @param seconds since the last call
  void update(glm::ivec2 window, float seconds);
  /// Is the picture the finest one of what is to be seen?
  bool settled() const;
  const FrameResult& picture() const { return picture_; }
  /// The lent memory that the newest picture lies in, to be lent again once it is shown; once.
  std::optional<LentMemory> take_lent() { return std::exchange(picture_.lent, std::nullopt); }
  /// Counts pictures.
  std::uint64_t picture_number() const { return picture_number_; }

  void show(int model);
  /// Steps into a photo (0 ..); -1: out of it.
  void show_photo(int photo);
  void next_photo(int step);
  void save_view(int slot);
  void recall_view(int slot);
  /// The pivot goes to the surface under a place of the window.
  void pick_pivot(glm::vec2 place, glm::ivec2 window);
  /// Draws the shown model alone with a transparent background into a PNG.
  void write_picture(const std::filesystem::path& file, glm::ivec2 size);
  /// One turn about the object: an mp4 where ffmpeg is there and the name ends so, else PNG frames in a folder.
  void record_turntable(const std::filesystem::path& output, glm::ivec2 size, int frames);
  /// The mean PSNR of each model over the data set's test views.
  void measure_models();

  const std::vector<LoadedModel>& models() const { return models_; }
  const std::shared_ptr<const Scene>& scene() const { return scene_; }
  /// The photos that can be stepped through: the test split, else all.
  const std::vector<View>& photos() const;
  std::string loading_text() const;
  /// Something for the user to read.
  void say(std::string message);
  const std::vector<std::string>& messages() const { return messages_; }
  void clear_messages() { messages_.clear(); }
  RenderThread& render() { return render_; }

  Look look;
  OrbitCamera camera;
  SavedViews views;
  ViewerSettings settings;
  std::shared_ptr<LongJob> job;
  std::filesystem::path views_file;

 private:
  struct Loading {
    std::filesystem::path path;
    std::future<std::shared_ptr<const Model>> model;
  };
  void take_loaded();
  RenderSettings render_settings() const;
  FrameRequest request(glm::ivec2 window) const;
  std::shared_ptr<LongJob> start_job(std::string what);

  RenderThread& render_;
  std::vector<LoadedModel> models_;
  std::vector<Loading> loading_models_;
  std::future<std::shared_ptr<const Scene>> loading_scene_;
  std::filesystem::path scene_path_;
  std::shared_ptr<const Scene> scene_;
  std::vector<std::string> messages_;
  std::mutex results_mutex_;
  std::vector<std::function<void()>> results_;  ///< from jobs, to be run by update()

  FrameScheduler scheduler_;
  FrameResult picture_;
  std::uint64_t picture_number_ = 0, content_ = 0;
  FrameRequest last_;  ///< what was asked for last
  std::optional<FrameRequest> asked_;
};

}  // namespace asrg
