#include "compress/codec/codec.h"
#include "compress/fit/run_fit.h"
#include "cuda/core/error.h"
#include "tests/compress/fit/synthetic_scene.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <random>

using namespace asrg;

namespace {

/// Photos that cannot be fitted well, as somebody's data set may hold them.
struct Hostile {
  const char* what;
  std::function<void(Scene&)> spoil;
};

void set_alpha(ImageU8& image, const std::function<int(int)>& alpha) {
  for (std::size_t i = 3; i < image.pixels.size(); i += 4) image.pixels[i] = static_cast<std::uint8_t>(alpha(image.pixels[i]));
}

const Hostile all[] = {
    {"shuffled cameras",
     [](Scene& s) {
       std::mt19937 random(5);
       std::vector<Camera> cameras;
       for (const View& v : s.train) cameras.push_back(v.camera);
       std::shuffle(cameras.begin(), cameras.end(), random);
       for (std::size_t i = 0; i < cameras.size(); ++i) s.train[i].camera = cameras[i];
     }},
    {"one camera turned round",
     [](Scene& s) {
       glm::mat3& r = s.train[2].camera.rotation;
       r[0] = -r[0];
       r[2] = -r[2];
     }},
    {"a focal length ten times too short",
     [](Scene& s) {
       for (View& v : s.train) v.camera.focal *= 0.1f;
     }},
    {"a focal length ten times too long",
     [](Scene& s) {
       for (View& v : s.train) v.camera.focal *= 10.0f;
     }},
    {"one camera far away", [](Scene& s) { s.train[2].camera.position *= 1e6f; }},
    {"one camera inside the object", [](Scene& s) { s.train[2].camera.position *= 1e-3f; }},
    {"two photos", [](Scene& s) { s.train.resize(2); }},
    {"one black photo", [](Scene& s) { std::fill(s.train[2].image.pixels.begin(), s.train[2].image.pixels.end(), std::uint8_t{0}); }},
    {"one inverted mask", [](Scene& s) { set_alpha(s.train[2].image, [](int a) { return 255 - a; }); }},
    {"inverted masks",
     [](Scene& s) {
       for (View& v : s.train) set_alpha(v.image, [](int a) { return 255 - a; });
     }},
    {"masks that hide all",
     [](Scene& s) {
       for (View& v : s.train) set_alpha(v.image, [](int) { return 0; });
     }},
    {"masks that hide nothing",
     [](Scene& s) {
       for (View& v : s.train) set_alpha(v.image, [](int) { return 255; });
     }},
    {"noise",
     [](Scene& s) {
       std::mt19937 random(6);
       for (View& v : s.train)
         for (std::uint8_t& p : v.image.pixels) p = static_cast<std::uint8_t>(random());
     }},
};

}  // namespace

TEST_CASE("whatever the photos are, a fit ends in a model that can be saved, or in a sentence") {
  Device device = Device::cpu(2, true);
  for (const Hostile& h : all) {
    for (const bool room : {false, true}) {
      CAPTURE(h.what, room);
      Scene scene = room ? test::ball_in_room(8, 24) : test::ball_scene(8, 24);
      h.spoil(scene);
      FitOptions o = test::quick_options(24);
      o.resolution = 32;
      o.poses = o.exposure = PutRight::on;
      try {
        const Model model = test::fitted(device, scene, o);
        const Model again = decode_model(encode_model(model, Effort::fast), h.what);
        CHECK(test::same_symbols(model, again));
      } catch (const Error& e) {
        // Of the data set, before the first step; not of the fit.
        CHECK(e.what() != std::string());
        CHECK(e.kind() == ErrorKind::io);
      }
    }
  }
}
