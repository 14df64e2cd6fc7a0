#include "viewer/render/render_thread.h"

#include "compress/image/picture.h"
#include "compress/model/coarser.h"
#include "compress/model/drawable.h"
#include "compress/metrics/psnr.h"
#include "compress/metrics/ssim.h"
#include "viewer/render/brick_lines.h"
#include "viewer/render/pictures.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace asrg {
namespace {

using Clock = std::chrono::steady_clock;

/// On the CPU a picture is drawn in bands of about this number of rays, so that a newer request can interrupt it between two. CUDA draws a whole
/// picture in less time than passes between two requests.
constexpr int band_pixels = 60000;
/// Sampling distance while something moves, as a multiple of the model's own.
constexpr float moving_step = 1.6f;

}  // namespace

RenderThread::RenderThread(Device device)
    : device_(std::move(device)),
      device_name_(device_.description()),
      cuda_device_(device_.is_cuda() ? std::optional(device_.index()) : std::nullopt),
      frame_(device_),
      thread_([this] { work(); }) {}

RenderThread::~RenderThread() { shut_down(); }

void RenderThread::shut_down() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void RenderThread::post(FrameRequest request) {
  {
    const std::lock_guard lock(mutex_);
    request_ = std::move(request);
  }
  wake_.notify_one();
}

std::optional<FrameResult> RenderThread::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(result_, std::nullopt);
}

void RenderThread::lend(LentMemory memory) {
  const std::lock_guard lock(mutex_);
  lent_.push_back(memory);
}

void RenderThread::reclaim() {
  std::unique_lock lock(mutex_);
  reclaiming_ = true;
  idle_.wait(lock, [&] { return !drawing_; });
  reclaiming_ = false;
  lent_.clear();
  if (result_ && result_->lent) result_.reset();
}

std::optional<LentMemory> RenderThread::borrow(const FrameRequest& request) {
  if (request.photo || request.other >= 0 || request.difference || request.bricks) return std::nullopt;
  if (!has_model(request.model)) return std::nullopt;
  const glm::ivec2 size = scaled(request.camera, request.resolution.scale).size;
  const std::lock_guard lock(mutex_);
  if (lent_.empty() || lent_.back().capacity < static_cast<std::size_t>(size.x) * size.y) return std::nullopt;
  const LentMemory memory = lent_.back();
  lent_.pop_back();
  return memory;
}

int RenderThread::supersample_of(int model) const { return has_model(model) ? sources_[static_cast<std::size_t>(model)]->supersample : 1; }

bool RenderThread::has_model(int number) const {
  return number >= 0 && number < static_cast<int>(models_.size()) && models_[static_cast<std::size_t>(number)];
}

bool RenderThread::busy() const {
  const std::lock_guard lock(mutex_);
  return drawing_ || request_.has_value();
}

bool RenderThread::newer() const {
  const std::lock_guard lock(mutex_);
  return request_.has_value() || stop_ || reclaiming_;
}

void RenderThread::add_job(Job job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
}

int RenderThread::add_model(std::shared_ptr<const Model> model) {
  const int number = models_added_++;
  add_job([this, model](Tools& tools) {
    // All vectors grow first, so that the numbers of later models stay right if there is no memory for this one.
    tools.models.emplace_back();
    sources_.emplace_back();
    coarser_.emplace_back();
    tools.models.back() = std::make_unique<RenderModel>(drawable(tools.device, *model, Precision::compact));
    sources_.back() = model;
    return true;
  });
  // Each call makes one level, so that pictures are drawn in between.
  add_job([this, last = std::move(model), number](Tools& tools) mutable {
    if (!has_model(number)) return true;
    last = std::make_shared<const Model>(coarser(*last));
    auto& levels = coarser_[static_cast<std::size_t>(number)];
    levels.push_back(std::make_unique<RenderModel>(drawable(tools.device, *last, Precision::compact)));
    return static_cast<int>(levels.size()) == coarser_levels;
  });
  return number;
}

void RenderThread::remove_model(int number) {
  add_job([this, slot = static_cast<std::size_t>(number)](Tools& tools) {
    tools.models.at(slot).reset();
    sources_.at(slot).reset();
    coarser_.at(slot).clear();
    return true;
  });
}

std::size_t RenderThread::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::string RenderThread::take_error() {
  const std::lock_guard lock(mutex_);
  return std::exchange(error_, {});
}

void RenderThread::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return stop_ || request_ || !jobs_.empty(); });
    if (stop_) {
      coarser_.clear();
      models_.clear();
      return;
    }
    try {
      if (request_ && (jobs_.empty() || request_->model < static_cast<int>(models_.size()))) {
        const FrameRequest request = *std::exchange(request_, std::nullopt);
        drawing_ = true;
        lock.unlock();
        draw(request);
        lock.lock();
      } else {
        Job job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        Tools tools{device_, frame_, models_, sources_};
        const bool done = job(tools);
        lock.lock();
        if (!done) jobs_.push_back(std::move(job));
      }
    } catch (const std::exception& e) {
      if (!lock.owns_lock()) lock.lock();
      error_ = e.what();
    }
    drawing_ = false;
    idle_.notify_all();
    bytes_ = 0;
    for (const auto& m : models_) bytes_ += m ? m->bytes() : 0;
    for (const auto& levels : coarser_)
      for (const auto& m : levels) bytes_ += m->bytes();
  }
}

bool RenderThread::draw_model(const FrameRequest& request, int model, const Camera& camera, const RenderSettings& settings, bool abandon,
                              ImageU8& to, std::uint32_t* lent, RenderStatistics& statistics) {
  const glm::ivec2 size = camera.size;
  if (!lent) to = ImageU8(size.x, size.y, 4);
  statistics = {};
  if (!has_model(model)) return true;
  const auto number = static_cast<std::size_t>(model);
  const auto& levels = coarser_[number];
  const int detail =
      request.resolution.scale < 1 ? level_of_detail(models_[number]->lattice(), camera, static_cast<int>(levels.size())) : 0;
  const RenderModel& drawn = detail > 0 ? *levels[static_cast<std::size_t>(detail - 1)] : *models_[number];
  const int rays = settings.supersample * settings.supersample;
  const int rows = device_.shares_slots() ? size.y : std::clamp(band_pixels / std::max(1, size.x * rays), 8, size.y);
  for (int y = 0; y < size.y; y += rows) {
    if (abandon && y > 0 && newer()) return false;
    const Camera band = band_of(camera, y, std::min(rows, size.y - y));
    if (lent) {
      frame_.draw(drawn, band, settings, lent + static_cast<std::ptrdiff_t>(y) * size.x);
    } else {
      frame_.draw(drawn, band, settings);
      frame_.download({reinterpret_cast<std::uint32_t*>(to.at(0, y)), static_cast<std::size_t>(band.size.x) * band.size.y});
    }
    const RenderStatistics s = frame_.statistics();
    statistics.samples += s.samples;
    statistics.seconds += s.seconds;
  }
  device_.synchronize();
  statistics.samples_per_ray = static_cast<double>(statistics.samples) / (static_cast<double>(size.x) * size.y * rays);
  if (request.bricks && settings.layer != Layer::depth)
    draw_brick_lines(frame_, drawn, *sources_[number], camera, settings.surroundings, to);
  return true;
}

bool RenderThread::draw_result(const FrameRequest& request, FrameResult& r) {
  const auto start = Clock::now();
  const Camera camera = scaled(request.camera, request.resolution.scale);
  r.size = camera.size;
  RenderSettings settings = request.settings;
  settings.opaque = true;
  const bool as_photo = request.photo && request.resolution.scale >= 1;
  settings.supersample = as_photo ? supersample_of(request.model) : request.resolution.supersample;
  if (request.resolution.scale < 1) settings.step = moving_step;
  const bool abandon = request.resolution.scale >= 1;
  if (!draw_model(request, request.model, camera, settings, abandon, r.picture, r.lent ? r.lent->pixels : nullptr, r.statistics))
    return false;
  r.pixels = static_cast<double>(camera.size.x) * camera.size.y * settings.supersample * settings.supersample;
  r.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (request.photo) {
    const ImageU8 photo = to_8_bit(compose(request.photo->image, request.photo_on_white ? 1.0f : 0.0f), 3);
    r.other = with_alpha(resized(photo, camera.size));
    // Only the final layer at normal exposure is comparable with the photo.
    const bool comparable = settings.layer == Layer::final && settings.exposure == 0;
    if (comparable && camera.size == request.photo->camera.size) {
      const ImageF a = to_float(without_alpha(r.picture)), b = to_float(photo);
      r.psnr = psnr(a, b);
      if (has_ssim(a.width, a.height)) r.ssim = ssim(a, b);
    }
  } else if (request.other >= 0) {
    RenderStatistics ignored;
    if (!draw_model(request, request.other, camera, settings, abandon, r.other, nullptr, ignored)) return false;
    r.pixels *= 2;
    r.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  }
  if (request.difference && !r.other.empty())
    r.difference = with_alpha(error_picture(without_alpha(r.picture), without_alpha(r.other), request.difference_scale));
  return true;
}

void RenderThread::draw(const FrameRequest& request) {
  FrameResult r;
  r.content = request.content;
  r.resolution = request.resolution;
  r.lent = borrow(request);
  bool done = false;
  try {
    const KernelTimes before = device_.times();
    done = draw_result(request, r);
    for (const auto& [name, now] : device_.times()) {
      const auto was = before.find(name);
      const double seconds = now.seconds - (was == before.end() ? 0.0 : was->second.seconds);
      if (seconds > 0) r.kernel_seconds[name] = seconds;
    }
  } catch (const std::exception& e) {
    if (r.lent) lend(*r.lent);
    r = {};
    r.content = request.content;
    r.resolution = request.resolution;
    r.error = e.what();
    done = true;
  }
  const std::lock_guard lock(mutex_);
  // Lent memory is free again where its picture will not be shown: the one before was never taken, or this one was interrupted.
  if (done && result_ && result_->lent) lent_.push_back(*result_->lent);
  if (!done && r.lent) lent_.push_back(*r.lent);
  if (done) result_ = std::move(r);
}

}  // namespace asrg
