#include "compress/scene/background_mask.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>

namespace asrg {
namespace {

constexpr int largest_distance = 56;  ///< a background pixel's greatest distance from pure black or white, of 255

/// One byte per pixel: a distance of colours, or 0 and 1.
using Mask = Image<std::uint8_t>;

/// For each pixel the largest difference of a channel from pure black or pure white.
Mask distance_from(const ImageU8& rgba, bool white) {
  Mask distance(rgba.width, rgba.height, 1);
  for (std::size_t i = 0; i < distance.pixels.size(); ++i) {
    const std::uint8_t* p = rgba.pixels.data() + 4 * i;
    distance.pixels[i] = white ? static_cast<std::uint8_t>(255 - std::min({p[0], p[1], p[2]})) : std::max({p[0], p[1], p[2]});
  }
  return distance;
}

template <class Visit>
void each_border_pixel(int width, int height, Visit visit) {
  for (int x = 0; x < width; ++x) visit(x, 0), visit(x, height - 1);
  for (int y = 1; y + 1 < height; ++y) visit(0, y), visit(width - 1, y);
}

std::vector<std::uint8_t> sorted_border(const Mask& image) {
  std::vector<std::uint8_t> values;
  each_border_pixel(image.width, image.height, [&](int x, int y) { values.push_back(*image.at(x, y)); });
  std::sort(values.begin(), values.end());
  return values;
}

/// The greatest distance that counts as background: a little above nearly all of the border's background pixels.
int learn_tolerance(const Mask& distance) {
  auto values = sorted_border(distance);
  values.erase(std::upper_bound(values.begin(), values.end(), largest_distance), values.end());
  const int usual = values[values.size() * 99 / 100];
  return std::min(usual + usual / 4 + 6, largest_distance);
}

/// Marks with 1 what a 4-connected flood from `stack` reaches over pixels for which `passable(x, y)`.
template <class Passable>
std::size_t flood(Mask& reached, std::vector<glm::ivec2> stack, Passable passable) {
  std::size_t count = 0;
  while (!stack.empty()) {
    const glm::ivec2 p = stack.back();
    stack.pop_back();
    if (p.x < 0 || p.y < 0 || p.x >= reached.width || p.y >= reached.height || *reached.at(p.x, p.y) || !passable(p.x, p.y)) continue;
    *reached.at(p.x, p.y) = 1;
    ++count;
    for (const glm::ivec2& step : {glm::ivec2(1, 0), glm::ivec2(-1, 0), glm::ivec2(0, 1), glm::ivec2(0, -1)}) stack.push_back(p + step);
  }
  return count;
}

Mask flood_from_border(const Mask& distance, int tolerance) {
  Mask background(distance.width, distance.height, 1);
  std::vector<glm::ivec2> border;
  each_border_pixel(distance.width, distance.height, [&](int x, int y) { border.emplace_back(x, y); });
  flood(background, std::move(border), [&](int x, int y) { return *distance.at(x, y) <= tolerance; });
  return background;
}

/// The maximum over a window of 2 * radius + 1 pixels along rows, then columns.
Mask dilate(const Mask& mask, int radius) {
  Mask rows = mask, result = mask;
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) {
      const std::uint8_t* row = mask.at(0, y);
      *rows.at(x, y) = *std::max_element(row + std::max(0, x - radius), row + std::min(mask.width, x + radius + 1));
    }
  }
  for (int y = 0; y < mask.height; ++y) {
    const int last = std::min(mask.height - 1, y + radius);
    for (int x = 0; x < mask.width; ++x) {
      std::uint8_t value = 0;
      for (int v = std::max(0, y - radius); v <= last; ++v) value = std::max(value, *rows.at(x, v));
      *result.at(x, y) = value;
    }
  }
  return result;
}

void invert(Mask& mask) {
  for (auto& value : mask.pixels) value = !value;
}

/// Fills notches and gaps of the object that are at most 2 * radius pixels wide: shadows at its outline.
void close_object(Mask& background, int radius) {
  invert(background);
  Mask object = dilate(background, radius);
  invert(object);
  background = dilate(object, radius);
}

/// Adds to the background every connected part of the object with fewer than `smallest` pixels.
void remove_specks(Mask& background, std::size_t smallest) {
  Mask visited = background;
  for (int y = 0; y < background.height; ++y) {
    for (int x = 0; x < background.width; ++x) {
      if (*visited.at(x, y)) continue;
      const auto object = [&](int u, int v) { return *background.at(u, v) == 0; };
      if (flood(visited, {{x, y}}, object) >= smallest) continue;
      // Filling the speck in `background` itself: a pixel that was reached is no longer object.
      flood(background, {{x, y}}, object);
    }
  }
}

int median_distance(const ImageU8& rgba, bool white) {
  const auto values = sorted_border(distance_from(rgba, white));
  return static_cast<int>(values[values.size() / 2]);
}

Mask background_of(const Mask& distance) {
  Mask background = flood_from_border(distance, learn_tolerance(distance));
  remove_specks(background, std::max<std::size_t>(16, background.pixels.size() / 4000));
  close_object(background, std::max(1, std::min(distance.width, distance.height) / 240));
  return background;
}

/// The share of the outline's pixels that have, within two pixels, an object pixel that is clearly no background. It is low where the flood
/// ran into the object (a white one before white), because it then ends in a smooth shading and not at an edge.
double clear_outline(const Mask& distance, const Mask& background) {
  const int clear = 2 * learn_tolerance(distance) + 8;
  std::size_t outline = 0, good = 0;
  for (int y = 1; y + 1 < distance.height; ++y) {
    for (int x = 1; x + 1 < distance.width; ++x) {
      if (*background.at(x, y) ||
          !(*background.at(x - 1, y) || *background.at(x + 1, y) || *background.at(x, y - 1) || *background.at(x, y + 1)))
        continue;
      ++outline;
      bool stands_out = false;
      for (int v = std::max(0, y - 2); v <= std::min(distance.height - 1, y + 2); ++v)
        for (int u = std::max(0, x - 2); u <= std::min(distance.width - 1, x + 2); ++u)
          stands_out = stands_out || (!*background.at(u, v) && *distance.at(u, v) >= clear);
      good += stands_out;
    }
  }
  return outline > 0 ? static_cast<double>(good) / static_cast<double>(outline) : 0;
}

}  // namespace

BackgroundMask likely_background(const ImageU8& rgba) {
  const int black = median_distance(rgba, false), white = median_distance(rgba, true);
  if (std::min(black, white) > largest_distance) return BackgroundMask::off;
  return white < black ? BackgroundMask::white : BackgroundMask::black;
}

bool is_sure_background(const ImageU8& rgba, BackgroundMask kind) {
  constexpr std::size_t most_spread = 32;
  constexpr double least_outline = 0.5;
  const Mask distance = distance_from(rgba, kind == BackgroundMask::white);
  const auto border = sorted_border(distance);
  const auto quantile = [&](std::size_t percent) { return border[(border.size() - 1) * percent / 100]; };
  if (quantile(97) > largest_distance || quantile(97) - quantile(3) > static_cast<int>(most_spread)) return false;
  const Mask background = background_of(distance);
  const auto count = static_cast<std::size_t>(std::count(background.pixels.begin(), background.pixels.end(), 1)),
             all = background.pixels.size();
  // Some object, and not all of the picture.
  return count * 4 >= all && (all - count) * 500 >= all && clear_outline(distance, background) >= least_outline;
}

void mask_background(ImageU8& rgba, BackgroundMask kind, const std::string& name) {
  if (kind == BackgroundMask::off) return;
  const BackgroundMask likely = likely_background(rgba);
  const bool is_white = kind == BackgroundMask::white || (kind == BackgroundMask::automatic && likely == BackgroundMask::white);
  if ((kind == BackgroundMask::automatic && likely == BackgroundMask::off) ||
      (kind != BackgroundMask::automatic && median_distance(rgba, is_white) > largest_distance)) {
    throw Error(ErrorKind::io, fmt::format("the background of {} cannot be masked: its border is not {}", name,
                                           kind == BackgroundMask::automatic ? "near black or white"
                                           : is_white                        ? "near white"
                                                                             : "near black"));
  }
  const Mask background = background_of(distance_from(rgba, is_white));
  for (std::size_t i = 0; i < background.pixels.size(); ++i) {
    if (background.pixels[i]) rgba.pixels[4 * i + 3] = 0;
  }
}

BackgroundMask studio_background(const ImageU8& rgba) {
  for (const bool white : {true, false}) {
    const Mask distance = distance_from(rgba, white);
    const auto border = sorted_border(distance);
    if (border[(border.size() - 1) * 9 / 10] > largest_distance) continue;
    const auto near =
        std::count_if(distance.pixels.begin(), distance.pixels.end(), [](std::uint8_t value) { return value <= largest_distance; });
    if (static_cast<std::size_t>(near) * 4 >= distance.pixels.size()) return white ? BackgroundMask::white : BackgroundMask::black;
  }
  return BackgroundMask::off;
}

}  // namespace asrg
