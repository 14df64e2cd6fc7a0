#pragma once

#include "compress/report/report_model.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace asrg {

/// What stands over all models of a report.
struct Report {
  std::string title;
  std::string command;            ///< that made it, as a shell takes it
  std::filesystem::path dataset;  ///< folder of the photos
  nlohmann::json settings = nlohmann::json::object();
  std::vector<ReportModel> models;  ///< from the smallest file to the largest; one at least, all judged by the same views
  std::vector<std::string> notes;   ///< sentences
  std::vector<ImageU8> turn;        ///< the largest model turning once, RGB, one size; may be empty
};

/// The numbers of the curve: a row a model, "file,asked,bytes,psnr,ssim,lpips,cells,device_bytes,ms_per_frame,seconds"; what is not known is
/// empty. PSNR in dB with 4 digits after the point.
std::string curve_csv(const Report& report);

/// All numbers: `asrg eval --json` of each model and what the report adds.
nlohmann::json metrics_json(const Report& report);

}  // namespace asrg
