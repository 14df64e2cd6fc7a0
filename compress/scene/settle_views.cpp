#include "compress/scene/settle_views.h"

#include "compress/scene/apply_mask.h"
#include "compress/scene/mask_names.h"
#include "compress/scene/odd_photos.h"
#include "compress/text/name_list.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace asrg {
namespace {

constexpr int least_side = 8;  ///< pixels; a fit draws patches of that edge (patch_edge of cuda/fit)

using Splits = std::array<std::vector<LoadedView>, 2>;

std::size_t count_of(const Splits& splits) { return splits[0].size() + splits[1].size(); }

/// Names of photos that one warning tells of.
struct Told {
  std::vector<std::string> names;

  /// "1 of 12 photos (r_4.png)", "3 of 12 photos (a, b, c)", "7 of 12 photos (a, b, c, ...)"
  std::string counted(std::size_t total) const { return fmt::format("{} of {} photos ({})", names.size(), total, first_few(names)); }
  bool one() const { return names.size() == 1; }
};

/// Removes from each split the views for which `unwanted` holds; a split of which nothing would be left stays as it is.
template <class Unwanted>
Told leave_out(Splits& splits, Unwanted unwanted) {
  Told told;
  for (auto& split : splits) {
    if (std::all_of(split.begin(), split.end(), unwanted)) continue;
    for (const LoadedView& loaded : split) {
      if (unwanted(loaded)) told.names.push_back(loaded.view.name);
    }
    std::erase_if(split, unwanted);
  }
  return told;
}

void leave_out_tiny(Splits& splits, const SceneOptions& options, std::vector<std::string>& warnings) {
  const std::size_t total = count_of(splits);
  const Told told = leave_out(splits, [](const LoadedView& l) { return std::min(l.view.image.width, l.view.image.height) < least_side; });
  if (!told.names.empty()) {
    warnings.push_back(
        fmt::format("{} {} less than {} pixels wide or high and left out", told.counted(total), told.one() ? "is" : "are", least_side));
  }
  for (const auto& split : splits) {
    for (const LoadedView& loaded : split) {
      if (loaded.view.image.empty())
        throw Error(ErrorKind::arguments, fmt::format("{} is too small to be downscaled by {}", loaded.view.name, options.downscale));
    }
  }
}

bool is_masked(const LoadedView& loaded) { return loaded.masked; }

void leave_out_unmasked(Splits& splits, std::vector<std::string>& warnings) {
  const std::size_t total = count_of(splits);
  const Told told = leave_out(splits, [](const LoadedView& l) { return !l.masked && !l.alpha_channel; });
  if (told.names.empty()) return;
  warnings.push_back(fmt::format("{} {} no mask, unlike the others, and {} left out", told.counted(total), told.one() ? "has" : "have",
                                 told.one() ? "is" : "are"));
}

void drop_masks(Splits& splits, std::vector<std::string>& warnings) {
  Told masked;
  for (auto& split : splits) {
    for (LoadedView& loaded : split) {
      if (loaded.masked) masked.names.push_back(loaded.view.name);
    }
  }
  const std::size_t total = count_of(splits);
  const Told gone = leave_out(splits, [](const LoadedView& l) { return l.masked && l.cut_out; });
  for (auto& split : splits) {
    for (LoadedView& loaded : split) {
      for (std::size_t i = 3; loaded.masked && i < loaded.view.image.pixels.size(); i += 4) loaded.view.image.pixels[i] = 255;
    }
  }
  warnings.push_back(fmt::format(
      "{} {} alpha or a mask, the others have none: all count as unmasked{}", masked.counted(total), masked.one() ? "has" : "have",
      gone.names.empty()                         ? ""
      : gone.names.size() == masked.names.size() ? ", and what is cut out is left out"
                                                 : fmt::format(", and {} that are cut out are left out", gone.names.size())));
}

/// Photos that tell nothing, and masks that hide all: a camera that failed, a program that found no object.
void leave_out_empty(Splits& splits, std::vector<std::string>& warnings) {
  const std::size_t total = count_of(splits);
  const auto too_few_left = [&](auto empty) {
    std::size_t count = 0;
    for (const auto& split : splits) count += static_cast<std::size_t>(std::count_if(split.begin(), split.end(), empty));
    return 2 * count > total;
  };
  const auto nothing = [](const LoadedView& l) { return l.masked && shows_nothing(l.view.image); };
  if (!too_few_left(nothing)) {
    const Told told = leave_out(splits, nothing);
    if (!told.names.empty()) warnings.push_back(fmt::format("the mask of {} shows nothing of the object: left out", told.counted(total)));
  }
  const auto even = [](const LoadedView& l) { return !l.masked && has_one_colour(l.view.image); };
  if (too_few_left(even)) return;
  const Told told = leave_out(splits, even);
  if (!told.names.empty())
    warnings.push_back(fmt::format("{} {} one colour only: left out", told.counted(total), told.one() ? "has" : "have"));
}

void tell_of_inverted_masks(const Splits& splits, std::vector<std::string>& warnings) {
  Told told;
  for (const auto& split : splits)
    for (const LoadedView& l : split)
      if (l.masked && looks_inverted(l.view.image)) told.names.push_back(l.view.name);
  if (told.names.empty()) return;
  warnings.push_back(fmt::format("the mask{} of {} look{} inverted: white has to be the object, and black its background",
                                 told.one() ? "" : "s", told.counted(count_of(splits)), told.one() ? "s" : ""));
}

/// Uses the masks made of a studio background where all photos certainly have one, and warns of it.
void mask_sure_backgrounds(Splits& splits, Scene& scene) {
  std::size_t sure = 0;
  BackgroundMask kind = BackgroundMask::off;
  for (const auto& split : splits) {
    for (const LoadedView& loaded : split) {
      if (loaded.masked || loaded.candidate == BackgroundMask::off) return;
      if (kind == BackgroundMask::off) kind = loaded.candidate;
      if (loaded.candidate != kind) return;
      sure += loaded.sure;
    }
  }
  if (sure == 0 || sure * 100 < count_of(splits) * 95) return;
  for (auto& split : splits) {
    for (LoadedView& loaded : split) {
      loaded.view.image = std::move(loaded.with_mask);
      loaded.masked = true;
      loaded.cut_out = false;
    }
  }
  scene.masked_background = kind;
  scene.warnings.push_back(
      fmt::format("the photos have an even {} background, of which masks are made: --mask-from-background off leaves it", mask_name(kind)));
}

/// Suggests masks where nearly all photos have the same studio background.
void suggest_background_mask(const Splits& splits, std::vector<std::string>& warnings) {
  for (const BackgroundMask kind : {BackgroundMask::white, BackgroundMask::black}) {
    std::size_t count = 0;
    for (const auto& split : splits) {
      count += static_cast<std::size_t>(std::count_if(split.begin(), split.end(), [&](const LoadedView& l) { return l.studio == kind; }));
    }
    if (count == 0 || count * 10 < count_of(splits) * 9) continue;
    warnings.push_back(
        fmt::format("the photos have a {} background, which is fitted as if it were there: --mask-from-background {} makes masks of it",
                    mask_name(kind), mask_name(kind)));
  }
}

std::vector<View> views_of(std::vector<LoadedView> split) {
  std::vector<View> views;
  views.reserve(split.size());
  for (LoadedView& loaded : split) views.push_back(std::move(loaded.view));
  return views;
}

}  // namespace

void settle_views(std::vector<LoadedView> train, std::vector<LoadedView> test, const SceneOptions& options, Scene& scene) {
  Splits splits{std::move(train), std::move(test)};
  leave_out_tiny(splits, options, scene.warnings);
  leave_out_empty(splits, scene.warnings);
  tell_of_inverted_masks(splits, scene.warnings);
  if (options.mask_from_background == BackgroundMask::automatic) mask_sure_backgrounds(splits, scene);
  const auto& deciding = splits[0].empty() ? splits[1] : splits[0];
  const auto masked = static_cast<std::size_t>(std::count_if(deciding.begin(), deciding.end(), is_masked));
  // Masks that hide nothing in any photo, as some programs write them, do not count.
  const auto hides = [](const LoadedView& loaded) { return has_transparency(loaded.view.image); };
  scene.masked = 2 * masked > deciding.size() && std::any_of(deciding.begin(), deciding.end(), hides);
  if (scene.masked)
    leave_out_unmasked(splits, scene.warnings);
  else if (std::any_of(splits[0].begin(), splits[0].end(), is_masked) || std::any_of(splits[1].begin(), splits[1].end(), is_masked))
    drop_masks(splits, scene.warnings);
  else
    suggest_background_mask(splits, scene.warnings);
  scene.train = views_of(std::move(splits[0]));
  scene.test = views_of(std::move(splits[1]));
}

}  // namespace asrg
