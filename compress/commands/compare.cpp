#include "compress/commands/command.h"
#include "compress/image/picture.h"
#include "compress/image/png.h"
#include "compress/image/read_image.h"
#include "compress/io/json_text.h"
#include "compress/io/output.h"
#include "compress/program/exit_code.h"
#include "compress/program/options.h"
#include "cuda/core/error.h"
#include "compress/metrics/difference.h"
#include "compress/metrics/psnr.h"
#include "compress/metrics/ssim.h"
#include "cuda/core/say.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace asrg {
namespace {

struct CompareOptions {
  std::filesystem::path a, b, output;
  double max_error = -1;
  bool json = false;
};

/// Refuses an output that is not a PNG, or would replace one of the images to compare.
void check_output(const CompareOptions& o) {
  if (o.output.empty()) return;
  if (frame_output_kind(o.output) != FrameOutputKind::picture)
    throw Error(ErrorKind::arguments, fmt::format("--output {}: the difference is written as a picture: OUT.png", o.output.string()));
  for (const auto& input : {o.a, o.b})
    if (std::error_code error; std::filesystem::equivalent(o.output, input, error))
      throw Error(ErrorKind::arguments, fmt::format("--output {}: that is one of the images to compare", o.output.string()));
  check_output_file(o.output, FileKind::png);
}

int run_compare(const CompareOptions& o) {
  check_output(o);
  const ImageU8 a = read_image(o.a), b = read_image(o.b);
  if (a.width != b.width || a.height != b.height) {
    say("asrg: {} has {}x{} pixels, {} has {}x{}\n", o.a.string(), a.width, a.height, o.b.string(), b.width, b.height);
    return exit_difference;
  }
  const Difference d = image_difference(a, b);
  const ImageF x = to_float(a), y = to_float(b);
  const double decibel = psnr(x, y);
  const bool large = has_ssim(a.width, a.height);
  const double similarity = large ? ssim(x, y) : 0;
  if (!o.output.empty()) write_png(o.output, error_picture(a, b));
  if (o.json)
    fmt::print("{}\n", json_text({{"max_error", d.max_error},
                                  {"mean_error", d.mean_error},
                                  {"psnr", finite_json(decibel)},
                                  {"ssim", large ? nlohmann::json(similarity) : nlohmann::json(nullptr)}}));
  else
    fmt::print("max error {} of 255, mean error {:.3f}, PSNR {:.2f} dB{}\n", d.max_error, d.mean_error, decibel,
               large ? fmt::format(", SSIM {:.4f}", similarity) : "");
  return o.max_error >= 0 && d.max_error > o.max_error ? exit_difference : 0;
}

}  // namespace

void add_compare(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<CompareOptions>();
  CLI::App* c = app.add_subcommand("compare", "Compare two images of one size");
  c->add_option("A", o->a, "PNG or JPEG")->required();
  c->add_option("B", o->b, "PNG or JPEG")->required();
  c->add_option("--max-error", o->max_error, "largest difference of a channel (0..255) that is not an error; exit code 7 above it")
      ->check(number_in(0, 255));
  c->add_option("-o,--output", o->output, "write the difference as a false-colour PNG (mean over RGB, brightest from 64 of 255)");
  c->add_flag("--json", o->json, "print the result as JSON: max_error, mean_error (of 255), psnr (dB; null for equal images), ssim");
  c->footer(
      "PSNR and SSIM are those of RGB, errors those of RGB and alpha. Exit code 7: above --max-error, or the sizes differ.\n"
      "Example: asrg compare drawn.png reference.png --max-error 3 --output difference.png");
  c->callback([o, &exit_code] { exit_code = run_compare(*o); });
}

}  // namespace asrg
