#include "compress/image/upright.h"
#include "compress/io/process.h"
#include "compress/io/video.h"
#include "compress/pose/colmap_progress.h"
#include "compress/pose/sharpness.h"
#include "compress/pose/still_background.h"
#include "compress/pose/video_frames.h"
#include "compress/image/read_image.h"
#include "cuda/core/error.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <random>

using namespace asrg;
using Catch::Matchers::Contains;

namespace {

/// Noise, averaged over (2 blur + 1)^2 pixels.
ImageF noise(int blur, float contrast) {
  constexpr int size = 60;
  std::mt19937 random(3);
  ImageF sharp(size, size, 1), result(size, size, 1);
  for (float& value : sharp.pixels) value = contrast * static_cast<float>(random() % 256);
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x) {
      float sum = 0;
      for (int v = -blur; v <= blur; ++v)
        for (int u = -blur; u <= blur; ++u) sum += *sharp.at((x + u + size) % size, (y + v + size) % size);
      *result.at(x, y) = sum / static_cast<float>((2 * blur + 1) * (2 * blur + 1));
    }
  return result;
}

}  // namespace

TEST_CASE("a blurred picture is less sharp, a faint one is not", "[pose]") {
  // The Laplacian's weights 4, -1 x 4 make 20 times the variance of white noise.
  CHECK(sharpness(noise(0, 1)) == Approx(20).epsilon(0.1));
  CHECK(sharpness(noise(0, 0.2f)) == Approx(sharpness(noise(0, 1))).epsilon(1e-3));
  CHECK(sharpness(noise(1, 1)) < 0.3 * sharpness(noise(0, 1)));
  CHECK(sharpness(noise(2, 1)) < sharpness(noise(1, 1)));
  CHECK(sharpness(ImageF(8, 8, 1)) == 0);
}

TEST_CASE("a picture is blurred in comparison with its neighbours", "[pose]") {
  CHECK(blurred_ones(std::vector<double>{5, 5, 1, 5, 5, 6}) == std::vector<std::size_t>{2});
  CHECK(blurred_ones(std::vector<double>{5, 5, 1, 5}).empty());
  // A series that grows sharper slowly has none.
  std::vector<double> slow;
  for (int i = 0; i < 40; ++i) slow.push_back(3 + i);
  CHECK(blurred_ones(slow) == std::vector<std::size_t>{});
}

TEST_CASE("of each stretch the sharpest frame", "[pose]") {
  CHECK(sharpest_of_each({1, 3, 2, 9, 8, 7}, 3) == std::vector<std::size_t>{1, 3, 4});
  CHECK(sharpest_of_each({1, 2}, 5) == std::vector<std::size_t>{0, 1});
  CHECK(sharpest_of_each({}, 5).empty());
}

TEST_CASE("a background that moves, or has nothing to see, is no still one", "[pose]") {
  const auto photos = [](int shift, int contrast) {
    std::vector<ImageF> result;
    for (int i = 0; i < 8; ++i) {
      ImageF t(64, 48, 1);
      for (int y = 0; y < 48; ++y)
        for (int x = 0; x < 64; ++x) *t.at(x, y) = static_cast<float>(128 + ((x + shift * i) / 4 % 2 ? contrast : -contrast));
      result.push_back(t);
    }
    return result;
  };
  CHECK(have_still_background(photos(0, 40)));
  CHECK(!have_still_background(photos(3, 40)));
  CHECK(!have_still_background(photos(0, 2)));
  CHECK(!have_still_background({}));
}

TEST_CASE("an EXIF orientation turns a picture", "[pose]") {
  // Stored:  1 2 3
  //          4 5 6
  ImageU8 stored(3, 2, 1);
  stored.pixels = {1, 2, 3, 4, 5, 6};
  const std::vector<std::vector<std::uint8_t>> seen = {{1, 2, 3, 4, 5, 6}, {3, 2, 1, 6, 5, 4}, {6, 5, 4, 3, 2, 1}, {4, 5, 6, 1, 2, 3},
                                                       {1, 4, 2, 5, 3, 6}, {4, 1, 5, 2, 6, 3}, {6, 3, 5, 2, 4, 1}, {3, 6, 2, 5, 1, 4}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const ImageU8 turned = upright(stored, orientation);
    INFO(orientation);
    CHECK(turned.width == (orientation > 4 ? 2 : 3));
    CHECK(turned.pixels == seen[static_cast<std::size_t>(orientation - 1)]);
  }
  CHECK(upright(stored, 0).pixels == stored.pixels);
}

TEST_CASE("COLMAP's lines tell how far it is", "[pose]") {
  ColmapProgress features(50);
  CHECK(features.take("Processed file [5/50]") == Approx(0.1));
  CHECK(!features.take("  Features:        4882"));
  CHECK(!features.take("Processed file [4/50]"));
  CHECK(features.take("I20240101 12:00:00 feature_extraction.cc:255] Processed file [50/50]") == Approx(1));
  ColmapProgress blocks(50);
  CHECK(blocks.take("Matching block [2/4, 1/4] in 2.5s") == Approx(5.0 / 16));
  CHECK(blocks.words() == "block 5 of 16");
  ColmapProgress list(50);
  CHECK(list.take("Matching block [2/4] in 2.5s") == Approx(0.5));
  ColmapProgress sequence(50);
  CHECK(sequence.take("Matching image [10/50] in 0.5s") == Approx(0.2));
  ColmapProgress mapper(50);
  CHECK(mapper.take("Registering image #7 (25)") == Approx(0.5));
  CHECK(mapper.words() == "25 of 50 photos placed");
  CHECK(says_no_model("ERROR: failed to create sparse model"));
  CHECK(!says_no_model("Registering image #7 (25)"));
}

TEST_CASE("a program's lines, its end, and that it can be stopped", "[process]") {
  std::atomic<bool> stop = false;
  std::vector<std::string> lines;
  const auto take = [&](const std::string& line) { lines.push_back(line); };
  CHECK(run_program({"sh", "-c", "echo one; echo $WORD >&2; printf 'a\\rb'"}, {"WORD=two"}, take, stop).good());
  CHECK(lines == std::vector<std::string>{"one", "two", "a", "b"});
  CHECK_THAT(run_program({"sh", "-c", "exit 3"}, {}, {}, stop).sentence(), Contains("exit status 3"));
  CHECK_THAT(run_program({"sh", "-c", "kill -9 $$"}, {}, {}, stop).sentence(), Contains("signal 9"));
  CHECK(!run_program({"no-such-program-here"}, {}, {}, stop).started);
  CHECK(have_program("sh"));
  CHECK(have_program("/bin/sh"));
  CHECK(!have_program("no-such-program-here"));
  const ProgramEnd ended = run_program(
      {"sh", "-c", "echo begun; sleep 100"}, {}, [&](const std::string&) { stop = true; }, stop);
  CHECK(ended.stopped);
}

TEST_CASE("the sharpest frames of a video", "[pose]") {
  if (!have_ffmpeg()) return test::skip("ffmpeg is not installed");
  const test::TemporaryDirectory folder;
  const std::string video = folder.path() / "a.mp4";
  // 24 frames: a checker that is washed out but for every sixth, of another grey each time.
  VideoWriter writer(video, {128, 96}, 12);
  for (int i = 0; i < 24; ++i) {
    ImageU8 frame(128, 96, 3);
    for (int y = 0; y < 96; ++y)
      for (int x = 0; x < 128; ++x)
        for (int c = 0; c < 3; ++c)
          frame.at(x, y)[c] = static_cast<std::uint8_t>(i % 6 == 2 ? ((x / 8 + y / 8) % 2 ? 200 : 40 + i * 4) : 60 + x);
    writer.add(frame);
  }
  writer.finish();
  std::atomic<bool> stop = false;
  double last = 0;
  const auto files = take_video_frames(
      video, 4, folder.path() / "frames", [&](double f, const std::string&) { last = f; }, stop);
  REQUIRE(files.size() == 4);
  CHECK(last == 1);
  CHECK(files[0].filename() == "frame_000002.png");
  CHECK(files[3].filename() == "frame_000020.png");
  for (int i = 0; i < 4; ++i) {
    const ImageU8 image = read_image(files[static_cast<std::size_t>(i)]);
    REQUIRE(image.width == 128);
    CHECK(image.at(4, 4)[0] == Approx(40 + (2 + 6 * i) * 4).margin(12));
  }
  CHECK_THROWS_WITH(take_video_frames(
                        files[0].parent_path() / "none.mp4", 4, folder.path(), [](double, const std::string&) {}, stop),
                    Contains("none.mp4") && Contains("ffmpeg"));
}
