// Writes the table of compress/RESULTS.md: what the deflate encoder of this folder saves, and takes, against libdeflate and zopfli.
// usage: deflate_table FILE.asrg...

#include "compress/codec/atlas_png.h"
#include "compress/codec/codec.h"
#include "compress/codec/level_atlases.h"
#include "compress/io/file.h"

#include <fmt/format.h>
#include <zlib.h>
#include <zopfli/zlib_container.h>

#include <cstdlib>
#include <ctime>
#include <stdexcept>

using namespace asrg;

namespace {

using Bytes = std::vector<std::uint8_t>;

struct Cost {
  std::size_t bytes = 0;
  double seconds = 0;
};

/// Processor time of all threads: the machine may be busy with other things.
template <class Function>
void measure(Cost& cost, Function&& compress) {
  const std::clock_t start = std::clock();
  cost.bytes += compress();
  cost.seconds += static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

/// The uncompressed stream of a PNG that write_atlas made: signature, IHDR and one IDAT.
Bytes stream_of(const Bytes& png) {
  constexpr std::size_t begin = 8 + 25 + 8, end = 4 + 12;
  Bytes stream(std::size_t{1} << 28);
  uLongf size = stream.size();
  if (uncompress(stream.data(), &size, png.data() + begin, png.size() - begin - end) != Z_OK) throw std::runtime_error("not an atlas");
  stream.resize(size);
  return stream;
}

std::size_t zopfli(const Bytes& bytes, int iterations) {
  ZopfliOptions options;
  ZopfliInitOptions(&options);
  options.numiterations = iterations;
  unsigned char* out = nullptr;
  std::size_t size = 0;
  ZopfliZlibCompress(&options, bytes.data(), bytes.size(), &out, &size);
  std::free(out);
  return size;
}

}  // namespace

int main(int argc, char** argv) {
  constexpr std::size_t png_overhead = 8 + 25 + 12 + 12;
  fmt::print("| model | raw | libdeflate 12 | | zopfli 15 | | own | | own against zopfli |\n|---|---|---|---|---|---|---|---|---|\n");
  Cost all[3];
  std::size_t all_raw = 0;
  const auto row = [](const std::string& name, std::size_t raw, const Cost* c) {
    fmt::print("| {} | {} | {} | {:.2f} s | {} | {:.2f} s | {} | {:.2f} s | {:+.2f} % |\n", name, raw, c[0].bytes, c[0].seconds, c[1].bytes,
               c[1].seconds, c[2].bytes, c[2].seconds, 100 * (static_cast<double>(c[2].bytes) / static_cast<double>(c[1].bytes) - 1));
  };
  for (int i = 1; i < argc; ++i) {
    const std::filesystem::path path = argv[i];
    const Model m = load_model(path);
    std::vector<LevelManifest> manifests;
    Cost cost[3];
    std::size_t raw = 0;
    for (const auto& level : make_level_atlases(m, manifests)) {
      std::vector<Bytes> parts;
      for (const AtlasPart& part : level) parts.push_back(part.bytes);
      Bytes png;
      measure(cost[0], [&] {
        png = write_atlas(parts, Effort::fast);
        return png.size() - png_overhead;
      });
      const Bytes stream = stream_of(png);
      raw += stream.size();
      measure(cost[1], [&] { return zopfli(stream, 15); });
      measure(cost[2], [&] { return write_atlas(parts, Effort::best).size() - png_overhead; });
    }
    row(path.stem().string(), raw, cost);
    for (int k = 0; k < 3; ++k) {
      all[k].bytes += cost[k].bytes;
      all[k].seconds += cost[k].seconds;
    }
    all_raw += raw;
  }
  row("all", all_raw, all);
}
