#pragma once

#include "compress/model/provenance.h"
#include "cuda/core/error.h"
#include "viewer/camera/orbit_camera.h"
#include "compress/model/saved_views.h"
#include "viewer/render/render_thread.h"
#include "viewer/session/background.h"
#include "viewer/session/layout.h"
#include "viewer/session/level_shares.h"
#include "viewer/session/settings.h"
#include "viewer/session/size_quality.h"

#include <atomic>
#include <exception>
#include <filesystem>
#include <set>
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
  int number = -1;                   ///< in the render thread
  bool swept = false;                ///< it is in the folder of a sweep, one of several sizes of one fit
  std::optional<double> psnr, ssim;  ///< means over photos that it was not fitted on; dB
  std::set<std::string> fitted_on;   ///< names of views
  std::vector<LevelShare> levels;
};

/// How a second picture (another model, or the true photo) is shown.
enum class Compare { off, split, other, difference, side_by_side };

/// What the user has chosen to see. Panels, keys and scripts change it.
struct DisplayOptions {
  int shown = -1, other = -1;  ///< indices of models; -1: none
  int photo = -1;              ///< index of the data set's photo that is looked at; -1: the free camera
  Layer layer = Layer::final;
  Compare compare = Compare::off;
  float divider = 0.5f;         ///< position of the split, as a share of the picture's width
  float difference_scale = 32;  ///< difference that gets the brightest colour, of 255
  float exposure = 0;           ///< stops
  bool bricks = false;
  bool surroundings = true;  ///< show those of models that have some
  bool turntable = false;
  int margin = 0;  ///< width at the window's left that panels cover, pixels
};

/// A long job on the render thread.
struct LongJob {
  std::string what;
  std::atomic<float> progress{0};  ///< 0..1
  std::atomic<bool> stop{false};
  bool done = false;  ///< set by Session::update once the user has been told of the end
};

/// The state of the program without its window: models, data set, camera, what is shown, and the newest picture of it.
class Session {
 public:
  Session(RenderThread& render, ViewerSettings remembered) : settings(std::move(remembered)), render_(render) {}
  ~Session();

  /// Opens a folder as a sweep or a data set, *.json as saved views, anything else as a model. Errors become messages.
  void open(const std::filesystem::path& path);
  /// Begins to load; the model appears once it is loaded.
  void open_model(const std::filesystem::path& file);
  /// Opens all models that `asrg sweep` has written into a folder, and their photos where they are still there.
  /// @return false: it is no such folder
  bool open_sweep(const std::filesystem::path& folder);
  /// Loads photos as the first model was built from them; waits until there is one.
  /// @param downscale of the photos; 0: as when the first model was built
  void open_dataset(const std::filesystem::path& folder, int downscale = 0);
  /// Removes the model from the list and from the device. The indices of those after it decrease by one.
  void close(int model);
  bool loading() const { return !loading_models_.empty() || loading_scene_.pending() || (waiting_ && !models_.empty()); }

  /// Takes what has been loaded and drawn, moves the camera, and requests the next picture.
  /// @param window its size, pixels
  /// @param seconds since the last call
  void update(glm::ivec2 window, float seconds);
  /// True where nothing is being loaded and the picture shows what is chosen, at the finest resolution.
  bool settled() const;
  const FrameResult& picture() const { return picture_; }
  /// The lent memory that holds the newest picture. The caller lends it again once the picture is shown; a second call returns nothing.
  std::optional<LentMemory> take_lent() { return std::exchange(picture_.lent, std::nullopt); }
  /// The number of pictures so far.
  std::uint64_t picture_number() const { return picture_number_; }

  void show(int model);
  /// Shows the next larger (step 1) or smaller (-1) model, if there is one; the view stays.
  void show_next_size(int step);
  /// Looks from the camera of a photo (0 ..) and compares with it; -1: back to the free camera.
  void show_photo(int photo);
  void next_photo(int step);
  void save_view(int slot);
  void recall_view(int slot);
  void export_views(const std::filesystem::path& file);
  /// The file's views replace those of the same numbers.
  void import_views(const std::filesystem::path& file);
  /// Moves the camera's pivot to the surface under a position in the window.
  void pick_pivot(glm::vec2 place, glm::ivec2 window);
  /// Draws the shown model into a PNG.
  /// @param transparent true: the model alone, with a transparent background; false: as in the window
  void write_picture(const std::filesystem::path& file, glm::ivec2 size, bool transparent = true);
  /// One turn about the object: an mp4 where the name ends so and ffmpeg is installed, else PNG frames in a folder.
  void record_turntable(const std::filesystem::path& output, glm::ivec2 size, int frames);
  /// The mean PSNR and SSIM of each model over those photos that it was not fitted on.
  void measure_models();

  const std::vector<LoadedModel>& models() const { return models_; }
  const std::shared_ptr<const Scene>& scene() const { return scene_; }
  /// The photos that can be stepped through: the test split, else those held out when the first model was built, else all.
  const std::vector<View>& photos() const;
  /// The photo that is looked at; null with the free camera.
  const View* photo() const;
  /// True where the shown model was fitted on that photo; nothing where its file does not name its training views.
  std::optional<bool> photo_was_fitted() const;
  std::string loading_text() const;
  /// A data set that waits for the first model; empty: none.
  std::filesystem::path waiting_dataset() const { return waiting_ ? waiting_->folder : std::filesystem::path(); }
  /// Adds a message for the user.
  void say(std::string message);
  /// Adds an error as a message; a script ends with it.
  void fail(const Error& error);
  void fail(const std::exception_ptr& error);
  /// The first error since the last call.
  std::optional<Error> take_failure() { return std::exchange(failure_, std::nullopt); }
  const std::vector<std::string>& messages() const { return messages_; }
  void clear_messages() { messages_.clear(); }
  RenderThread& render() { return render_; }
  /// How the pictures share the window.
  Columns columns(glm::ivec2 window) const;

  DisplayOptions display;
  OrbitCamera camera;
  SavedViews views;
  ViewerSettings settings;
  std::shared_ptr<LongJob> job;
  std::filesystem::path views_file;

 private:
  struct Loading {
    std::filesystem::path path;
    Background<std::shared_ptr<const Model>> model;
  };
  struct WaitingDataset {
    std::filesystem::path folder;
    int downscale = 0;
  };
  void take_loaded();
  void take_model(Loading loaded);
  void take_dataset();
  /// Ends a job: the next update() tells the user. May be called by any thread.
  /// @param message for the user where there is no error; empty: none
  void end_job(const std::shared_ptr<LongJob>& job, std::string message, std::exception_ptr error = nullptr);
  void take_picture();
  void write_views();
  void forget_picture();
  RenderSettings render_settings() const;
  FrameRequest request(glm::ivec2 window) const;
  std::shared_ptr<LongJob> start_job(std::string what);

  RenderThread& render_;
  std::vector<LoadedModel> models_;
  std::vector<Loading> loading_models_;
  Background<std::shared_ptr<const Scene>> loading_scene_;
  std::filesystem::path scene_path_;
  std::optional<WaitingDataset> waiting_;
  std::shared_ptr<const Scene> scene_;
  std::vector<std::string> messages_;
  std::optional<Error> failure_;
  std::mutex results_mutex_;
  std::vector<std::function<void()>> results_;  ///< from jobs, to be run by update()

  FrameScheduler scheduler_;
  FrameResult picture_;
  std::uint64_t picture_number_ = 0, content_ = 0;
  FrameRequest last_;                        ///< of `content_`
  std::optional<FrameRequest> asked_;        ///< a request whose picture has not come
  std::optional<std::uint64_t> undrawable_;  ///< content of a picture that could not be drawn: it is not requested again
  std::string said_of_picture_;              ///< the last picture's error, which the user was told; empty once a picture was drawn
};

}  // namespace asrg
