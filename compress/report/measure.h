#pragma once

#include "compress/fit/align.h"
#include "compress/metrics/lpips.h"
#include "compress/model/model.h"
#include "compress/report/eval_report.h"
#include "compress/report/judges.h"
#include "cuda/render/renderer.h"

#include <functional>
#include <span>

namespace asrg {

/// A view as it was judged: RGB, one size.
struct JudgedView {
  const View& view;
  const ImageF& photo;   ///< composed on the background, 0..1
  const ImageU8& drawn;  ///< the model's picture
};

/// How models are measured.
struct MeasureOptions {
  bool white = true;                     ///< what photos with alpha are composed on: white, else black
  const Lpips* lpips = nullptr;          ///< not measured where null
  std::span<const AlignedView> aligned;  ///< one a view: ViewResult::aligned is measured, too. Empty: it is not
  /// Called after each view; may add to the result. May be empty.
  std::function<void(const JudgedView&, ViewResult&)> seen;
  std::function<bool()> stop;  ///< asked before each view; may be empty
};

/// Draws all views and holds them against the photos.
/// @param ready of `model`
/// @param bytes of the model's file
/// @return a report whose views are fewer than the judges' where it was stopped
EvalReport measure(Device& device, const Model& model, const RenderModel& ready, std::uintmax_t bytes, const Judges& judges,
                   const MeasureOptions& options);

}  // namespace asrg
