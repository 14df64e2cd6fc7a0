#pragma once

#include "compress/scene/listing.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace asrg {

/// A photo that has no mask yet, and the PNG that is to be its mask.
struct MaskToMake {
  std::filesystem::path photo, mask;
};

/// The words of a command for one photo: split at white space (text in '...' or "..." is one word), with {in} and {out} replaced, also within
/// words. It is not given to a shell.
/// @throws Error (arguments) where {in} or {out} is missing, or a quotation mark is not closed
std::vector<std::string> mask_command_words(const std::string& command, const std::string& in, const std::string& out);

/// Runs a program for one photo after the other. Each mask appears under its name only once it is complete: masks that are there stay when a
/// later photo fails, and are not made again.
/// @param progress is called with the fraction done, 0..1, and a short text
/// @return false where `stop` became true
/// @throws Error (runtime) naming the program, the photo, and how it ended or that it wrote nothing; Error (io) where what it wrote is no image
bool run_mask_command(const std::string& command, const std::vector<MaskToMake>& wanted,
                      const std::function<void(double, const std::string&)>& progress, const std::atomic<bool>& stop);

/// The photos of a data set that have neither a mask file nor alpha, with masks/NAME.png in its folder as their masks, where every reader
/// finds them (mask_files.h).
std::vector<MaskToMake> missing_masks(const std::filesystem::path& folder, const Listing& listing);

}  // namespace asrg
