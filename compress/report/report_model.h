#pragma once

#include "compress/model/model.h"
#include "compress/report/eval_report.h"
#include "compress/report/judges.h"
#include "cuda/core/image.h"
#include "cuda/render/renderer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace asrg {

/// The channels that are shown together.
struct ChannelGroup {
  const char* name;
  int first, last;
};
constexpr ChannelGroup channel_groups[] = {{"density", 0, 0}, {"colour", 1, 3}, {"features", 4, 7}};

/// What the parts of a level take when each is deflated alone, bytes.
struct LevelBytes {
  std::size_t octree = 0;
  std::size_t group[std::size(channel_groups)]{};

  std::size_t sum() const { return octree + group[0] + group[1] + group[2]; }
};

/// One entry a level. @throws Error (runtime) as encode_model
std::vector<LevelBytes> level_bytes(const Model& model);

/// A view as photo, model and error side by side, or the part of it with the largest error.
struct Crop {
  std::string kind;  ///< "worst", "median", "best"
  std::string view;
  double psnr = 0;
  ImageU8 picture;  ///< RGB; three squares or whole pictures beside each other
};

/// All that a report says of one model.
struct ReportModel {
  std::string name, file;  ///< as people call it; the file, relative to the report
  std::int64_t asked = 0;  ///< the limit, bytes; 0: none
  std::int64_t bytes = 0;
  EvalReport measured;
  std::vector<LevelBytes> levels;
  int cells = 0;
  std::size_t device_bytes = 0;
  double seconds = 0;  ///< of the fit until this model; 0: unknown
  std::string note;    ///< a sentence, or empty
  std::vector<Crop> crops;
};

/// Fills in what a model itself tells, and draws its worst, median and best view again.
/// @param measured of this model
ReportModel report_model(Device& device, const Model& model, const RenderModel& ready, EvalReport measured, const Judges& judges,
                         bool white);

}  // namespace asrg
