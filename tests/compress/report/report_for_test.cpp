#include "tests/compress/report/report_for_test.h"

namespace asrg::test {

Report report_for_test() {
  Report r;
  r.title = "shoe: size <against> quality";
  r.command = "asrg sweep 'photos/a & b' -o shoe";
  r.dataset = "/photos/shoe";
  r.settings = {{"quality", 75}};
  ImageU8 grey(24, 24, 3);
  for (auto& p : grey.pixels) p = 128;
  r.turn = {grey, grey, grey};
  const std::int64_t bytes[] = {40000, 210000, 1200000};
  for (int i = 0; i < 3; ++i) {
    ReportModel m;
    m.name = i == 1 ? "the \"middle\" one" : "model";
    m.file = i == 1 ? "a,\"b\".asrg" : std::to_string(i) + ".asrg";
    m.asked = bytes[i] + 100;
    m.bytes = bytes[i];
    m.cells = 1000 * (i + 1);
    m.device_bytes = 5000000;
    m.seconds = 12.5;
    m.levels = {{10, {20, 30, 40}}, {1, {2, 3, 4}}};
    m.note = i == 2 ? "a note with <b>." : "";
    m.measured = {.dataset = "shoe",
                  .split = "test",
                  .downscale = 2,
                  .lpips_net = "alex",
                  .bytes = static_cast<std::uintmax_t>(bytes[i]),
                  .views = {}};
    for (int v = 0; v < 2; ++v)
      m.measured.views.push_back({"test/r_" + std::to_string(v) + ".png", 28.0 + 2 * i + v, 0.9 + 0.02 * i, 5, 0.1 - 0.03 * i, {}});
    for (const char* kind : {"worst", "median", "best"}) m.crops.push_back({kind, "test/r_0.png", 28.0, ImageU8(72, 24, 3)});
    r.models.push_back(m);
  }
  return r;
}

}  // namespace asrg::test
