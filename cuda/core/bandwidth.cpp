#include "cuda/core/bandwidth.h"

#include "cuda/core/buffer.h"
#include "cuda/core/channels.h"
#include "cuda/core/launch.h"

#include <algorithm>

namespace asrg {
namespace {

struct CopyKernel {
  const Channels* from;
  Channels* to;

  ASRG_HD void operator()(int i) const { to[i] = from[i]; }
};

}  // namespace

double copy_bandwidth(Device& device) {
  constexpr int count = (128 << 20) / static_cast<int>(sizeof(Channels));
  const auto from = zeroed<Channels>(device, count);
  auto to = zeroed<Channels>(device, count);
  double best = 0;
  for (int i = 0; i < 5; ++i) {
    device.reset_times();
    launch(device, "copy", count, CopyKernel{from.data(), to.data()}, 1 << 16);
    best = std::max(best, 2.0 * count * sizeof(Channels) / device.times().at("copy").seconds);
  }
  device.reset_times();
  return best;
}

}  // namespace asrg
