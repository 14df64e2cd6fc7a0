#include "compress/pose/colmap_program.h"

#include "compress/io/file.h"
#include "compress/io/process.h"
#include "compress/io/text_fields.h"
#include "compress/pose/colmap_progress.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <glm/gtc/quaternion.hpp>

#include <algorithm>
#include <fstream>

namespace asrg {
namespace fs = std::filesystem;
namespace {

using Words = std::vector<std::string>;

/// Photos are reduced to this longest side, pixels: half of COLMAP's default, at a quarter of the time.
constexpr int largest_side = 1600;
/// Photos with a longer side are not doubled before the search for features.
constexpr int side_without_doubling = 1200;

void append(Words& words, const Words& more) { words.insert(words.end(), more.begin(), more.end()); }

Words matching(const ColmapJob& job, const char* matcher) {
  return {matcher,
          "--database_path",
          (job.work / "database.db").string(),
          "--SiftMatching.use_gpu",
          "0",
          "--SiftMatching.num_threads",
          std::to_string(job.threads > 0 ? job.threads : -1),
          "--SiftMatching.guided_matching",
          job.sensitive ? "1" : "0"};
}

const char* lens_model(const ColmapJob& job) {
  if (job.sensitive) return "SIMPLE_PINHOLE";
  if (!job.one_camera) return "SIMPLE_RADIAL";
  return job.square ? "RADIAL" : "OPENCV";
}

const char* name_of(ColmapStep step) {
  switch (step) {
    case ColmapStep::features: return "features";
    case ColmapStep::matches: return "matches";
    case ColmapStep::model: return "model";
    case ColmapStep::principal_point: return "principal_point";
    case ColmapStep::axes: break;
  }
  return "axes";
}

fs::path log_of(const fs::path& work, ColmapStep step) { return work / fmt::format("{}.log", name_of(step)); }

/// Where COLMAP writes the models of a step.
fs::path models_of(const fs::path& work, ColmapStep step) { return work / (step == ColmapStep::model ? "models" : name_of(step)); }

/// A rotation as COLMAP 3.8 and before read a similarity, three rows of four numbers, or as later ones do: scale, quaternion (w, x, y, z), translation.
std::string similarity(const glm::dmat3& rotation, bool as_matrix) {
  if (!as_matrix) {
    const glm::dquat q = glm::normalize(glm::quat_cast(rotation));
    return fmt::format("1 {} {} {} {} 0 0 0\n", q.w, q.x, q.y, q.z);
  }
  std::string text;
  for (int row = 0; row < 3; ++row) text += fmt::format("{} {} {} 0\n", rotation[0][row], rotation[1][row], rotation[2][row]);
  return text;
}

}  // namespace

std::vector<Words> colmap_commands(const ColmapJob& job, ColmapStep step) {
  const std::string database = (job.work / "database.db").string(), threads = std::to_string(job.threads > 0 ? job.threads : -1);
  switch (step) {
    case ColmapStep::features: {
      Words words{"feature_extractor",
                  "--database_path",
                  database,
                  "--image_path",
                  job.images.string(),
                  "--ImageReader.single_camera",
                  job.one_camera ? "1" : "0",
                  "--ImageReader.camera_model",
                  lens_model(job),
                  "--SiftExtraction.use_gpu",
                  "0",
                  "--SiftExtraction.num_threads",
                  threads,
                  "--SiftExtraction.max_num_features",
                  std::to_string(job.features),
                  "--SiftExtraction.max_image_size",
                  std::to_string(largest_side)};
      // Doubling a photo before the search, as COLMAP does by default, takes four times as long, and large photos have enough features without.
      if (job.longest_side > side_without_doubling) append(words, {"--SiftExtraction.first_octave", "0"});
      if (job.sensitive) append(words, {"--SiftExtraction.peak_threshold", "0.002", "--SiftExtraction.edge_threshold", "15"});
      if (!job.masks.empty()) append(words, {"--ImageReader.mask_path", job.masks.string()});
      return {words};
    }
    case ColmapStep::matches: {
      if (!job.in_order && job.names.size() <= most_compared_with_all) {
        // Small blocks, so that progress is reported often.
        Words words = matching(job, "exhaustive_matcher");
        append(words, {"--ExhaustiveMatching.block_size", std::to_string(std::clamp<std::size_t>(job.names.size() / 8, 5, 50))});
        return {words};
      }
      Words neighbours = matching(job, "sequential_matcher"), keys = matching(job, "matches_importer");
      append(neighbours, {"--SequentialMatching.overlap", "6"});  // by default COLMAP also compares photos that are 8, 16 and 32 apart
      append(keys, {"--match_list_path", (job.work / "pairs.txt").string(), "--match_type", "pairs"});
      return {neighbours, keys};
    }
    case ColmapStep::principal_point:
      return {{"bundle_adjuster", "--input_path", job.model.string(), "--output_path", models_of(job.work, step).string(),
               "--BundleAdjustment.refine_principal_point", "1"}};
    case ColmapStep::axes:
      return {{"model_transformer", "--input_path", job.model.string(), "--output_path", models_of(job.work, step).string(),
               "--transform_path", (job.work / "axes.txt").string()}};
    case ColmapStep::model: break;
  }
  Words mapper{"mapper",
               "--database_path",
               database,
               "--image_path",
               job.images.string(),
               "--output_path",
               models_of(job.work, step).string(),
               "--Mapper.num_threads",
               threads,
               "--Mapper.min_model_size",
               "3"};
  if (job.sensitive) {
    // COLMAP's defaults are 100, 30, 16 degrees and 15.
    append(mapper, {"--Mapper.init_min_num_inliers", "50", "--Mapper.abs_pose_min_num_inliers", "15", "--Mapper.init_min_tri_angle", "8",
                    "--Mapper.min_num_matches", "10"});
  }
  return {mapper};
}

double features_per_photo(const fs::path& work) {
  std::ifstream log(log_of(work, ColmapStep::features));
  double sum = 0, photos = 0;
  for (std::string line; std::getline(log, line);) {
    const auto at = line.find("Features:");
    if (at == line.npos) continue;
    std::string_view rest = std::string_view(line).substr(at + 9);
    if (const auto number = parse_number(take_word(rest))) sum += *number, ++photos;
  }
  return photos > 0 ? sum / photos : 0;
}

std::string key_pairs(std::span<const std::string> names) {
  std::vector<std::string> keys;
  const std::size_t count = std::min(names.size(), key_photos);
  for (std::size_t i = 0; i < count; ++i) keys.push_back(names[i * names.size() / count]);
  std::string text;
  for (std::size_t i = 0; i < keys.size(); ++i)
    for (std::size_t k = i + 1; k < keys.size(); ++k) text += fmt::format("{} {}\n", keys[i], keys[k]);
  return text;
}

bool run_colmap(const ColmapJob& job, ColmapStep step, const std::function<void(double, const std::string&)>& progress,
                const std::atomic<bool>& stop) {
  fs::create_directories(job.work);
  if (step == ColmapStep::matches) write_text_file_atomically(job.work / "pairs.txt", key_pairs(job.names), false);
  if (step == ColmapStep::axes) write_text_file_atomically(job.work / "axes.txt", similarity(job.axes, job.as_matrix), false);
  if (step != ColmapStep::features && step != ColmapStep::matches) {
    fs::remove_all(models_of(job.work, step));
    fs::create_directories(models_of(job.work, step));
  }
  const fs::path log_file = log_of(job.work, step);
  std::ofstream log(log_file);
  const auto commands = colmap_commands(job, step);
  for (std::size_t i = 0; i < commands.size(); ++i) {
    ColmapProgress told(job.names.size());
    std::string last_line;
    bool no_model = false;
    const auto on_line = [&](const std::string& line) {
      log << line << '\n';
      no_model = no_model || says_no_model(line);
      last_line = line;
      if (const auto done = told.take(line))
        progress((static_cast<double>(i) + *done) / static_cast<double>(commands.size()), told.words());
    };
    Words words{"colmap"};
    append(words, commands[i]);
    // COLMAP connects to a window system (Qt) even where it shows nothing.
    const ProgramEnd end = run_program(words, {"QT_QPA_PLATFORM=offscreen"}, on_line, stop);
    if (end.stopped) return false;
    if (!end.started) throw Error(ErrorKind::runtime, colmap_missing);
    if (!end.good() && !(step == ColmapStep::model && end.signal == 0 && no_model)) {
      throw Error(ErrorKind::runtime,
                  fmt::format("colmap {} {}{}; {} holds all that it said. What was done before is kept: the same command "
                              "goes on from there",
                              commands[i][0], end.sentence(), last_line.empty() ? "" : ": " + last_line, log_file.string()));
    }
  }
  return true;
}

}  // namespace asrg
