#pragma once

#include "cuda/fit/ray_composite.h"
#include "cuda/render/march.h"

#include <algorithm>

namespace asrg {

/// Marches and composites the rays of a patch one after the other, on the CPU, where a grid is larger than the caches: the march is some samples ahead
/// of the compositing, across the ends of rays, and prefetches what those samples will read. Most rays end after few samples, so that a march that was
/// ahead on its own ray only would have hardly begun to ask for memory when it needs it.
///
/// Each ray's samples lie in one piece, in the order of rays; there may be gaps between the pieces.
template <class Value>
class RaysAhead {
 public:
  /// @param records room for the samples of all rays, see most_samples()
  /// @param first, composites written: each ray's first record, and its composite; room for all rays
  RaysAhead(const ValuesView<Value>& grid, float step, float inverse_longest, SampleRecord* records, const SampleRecord** first,
            RayComposite* composites)
      : grid_(grid), step_(step), inverse_longest_(inverse_longest), records_(records), first_(first), composites_(composites) {}

  /// Marches the next ray. Its composite is there after finish().
  void add(const Ray& ray, float jitter) {
    first_[marched_] = records_ + found_;
    composites_[marched_++] = RayComposite();
    march<false>(grid_, ray, step_, jitter, [&](const Sample& s) {
      records_[found_].note_place(s);
      if (in_new_cell(found_)) prefetch(grid_.corners + s.key);
      ++found_;
      return found_ - done_ < corners_ahead || composite_some();
    });
  }

  /// Composites the samples that are left.
  /// @return number of records that have been written
  int finish() {
    while (done_ < found_) composite_some();
    return found_;
  }

 private:
  // Samples ahead. A cell's corner indices are prefetched first, since the addresses of the corners' values follow from them.
  static constexpr int values_ahead = 16, corners_ahead = 24;
  /// Samples are composited eight at a time: their exponentials fill a vector register.
  static constexpr int batch = 8;

  bool in_new_cell(int i) const { return i == 0 || records_[i].cell != records_[i - 1].cell; }

  void ask_for_values(int i) const {
    if (!in_new_cell(i)) return;
    const std::int32_t* index = grid_.corners[records_[i].cell].index;
    for (int k = 0; k < 8; ++k) prefetch(grid_.values + index[k]);
  }

  int begin_of(int ray) const { return static_cast<int>(first_[ray] - records_); }

  /// Composites up to a batch of samples. @return whether the last ray goes on
  bool composite_some() {
    const int begin = done_, end = std::min(begin + batch, found_), ask = std::min(begin + values_ahead, found_);
    for (; asked_ < ask; ++asked_) ask_for_values(asked_);
    alignas(32) float through[batch];
    interpolate_batch(begin, end, through);
    while (done_ < end) {
      while (ray_ + 1 < marched_ && done_ == begin_of(ray_ + 1)) ++ray_;
      const bool last = ray_ + 1 == marched_;
      const int stop = last ? end : std::min(end, begin_of(ray_ + 1));
      RayComposite c = composites_[ray_];
      bool more = true;
      while (more && done_ < stop) {
        more = c.add(grid_, inverse_longest_, through[done_ - begin], records_[done_]);
        ++done_;
      }
      composites_[ray_] = c;
      if (more) continue;
      // What was found behind the point where the ray has become opaque is dropped.
      if (last)
        found_ = done_;
      else
        done_ = begin_of(ray_ + 1);
      asked_ = std::clamp(asked_, done_, found_);
      if (last) return false;
    }
    return true;
  }

  /// Writes values and optical depths of the samples from `begin` to `end`. @param through written: the share of light that passes each
  void interpolate_batch(int begin, int end, float* through) {
    alignas(32) float depth[batch] = {};
    for (int i = begin; i < end; ++i) {
      SampleRecord& r = records_[i];
      const Channels value = interpolate(grid_, r.cell, r.fraction);
      r.value = with_first(value, 1.0f);
      depth[i - begin] = value.v[0];
    }
    for (int k = 0; k < batch; ++k) depth[k] = extinction(depth[k]);
    for (int i = begin; i < end; ++i) depth[i - begin] = records_[i].optical_depth *= depth[i - begin] * grid_.inverse_reference;
    for (int k = 0; k < batch; ++k) through[k] = exponential(-depth[k]);
  }

  const ValuesView<Value>& grid_;
  float step_, inverse_longest_;
  SampleRecord* records_;
  const SampleRecord** first_;
  RayComposite* composites_;
  int marched_ = 0;  ///< number of rays that were added
  int ray_ = 0;      ///< the ray that is being composited
  // Numbers of samples, of all rays together.
  int found_ = 0;  ///< marched
  int asked_ = 0;  ///< whose values were asked for
  int done_ = 0;   ///< composited, or dropped
};

/// The same for one ray.
template <class Value>
inline RayComposite forward_ray(const ValuesView<Value>& grid, const Ray& ray, float step, float jitter, float inverse_longest,
                                SampleRecord* records) {
  const SampleRecord* first;
  RayComposite composite;
  RaysAhead rays(grid, step, inverse_longest, records, &first, &composite);
  rays.add(ray, jitter);
  rays.finish();
  return composite;
}

}  // namespace asrg
