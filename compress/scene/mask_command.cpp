#include "compress/scene/mask_command.h"

#include "compress/image/read_image.h"
#include "compress/io/process.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <cctype>

namespace asrg {
namespace fs = std::filesystem;
namespace {

std::size_t replace_all(std::string& text, const std::string& what, const std::string& with) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + with.size()), ++count)
    text.replace(at, what.size(), with);
  return count;
}

std::vector<std::string> split_words(const std::string& command) {
  std::vector<std::string> words;
  std::string word;
  bool open = false;
  char quote = 0;
  for (const char c : command) {
    if (quote != 0) {
      if (c == quote)
        quote = 0;
      else
        word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      open = true;
    } else if (std::isspace(static_cast<unsigned char>(c))) {
      if (open) words.push_back(std::move(word));
      word.clear();
      open = false;
    } else {
      word += c;
      open = true;
    }
  }
  if (quote != 0) throw Error(ErrorKind::arguments, fmt::format("--mask-command {}: a quotation mark is not closed", command));
  if (open) words.push_back(std::move(word));
  return words;
}

}  // namespace

std::vector<std::string> mask_command_words(const std::string& command, const std::string& in, const std::string& out) {
  std::vector<std::string> words = split_words(command);
  std::size_t ins = 0, outs = 0;
  for (std::string& word : words) {
    // A word with {in} is scanned once, so that an {out} inside the photo's own name is not replaced.
    if (word.find("{in}") == word.npos) {
      outs += replace_all(word, "{out}", out);
      continue;
    }
    ++ins;
    std::string result;
    for (std::size_t at = 0; at < word.size();) {
      if (word.compare(at, 4, "{in}") == 0) {
        result += in;
        at += 4;
      } else if (word.compare(at, 5, "{out}") == 0) {
        result += out;
        at += 5;
        ++outs;
      } else {
        result += word[at++];
      }
    }
    word = result;
  }
  if (words.empty() || ins == 0 || outs == 0) {
    throw Error(ErrorKind::arguments, fmt::format("--mask-command {}: it needs {{in}} where the photo's name belongs and {{out}} where the "
                                                  "mask's does",
                                                  command));
  }
  return words;
}

bool run_mask_command(const std::string& command, const std::vector<MaskToMake>& wanted,
                      const std::function<void(double, const std::string&)>& progress, const std::atomic<bool>& stop) {
  mask_command_words(command, "", "");
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& [photo, mask] = wanted[i];
    if (fs::exists(mask)) continue;
    std::error_code error;
    fs::create_directories(mask.parent_path(), error);
    const fs::path part = mask.parent_path() / (mask.stem().string() + ".part.png");
    fs::remove(part, error);
    const auto words = mask_command_words(command, photo.string(), part.string());
    std::string last_line;
    const ProgramEnd end = run_program(
        words, {}, [&](const std::string& line) { last_line = line; }, stop);
    if (end.stopped) return false;
    const std::string where = fmt::format("--mask-command: {} for {}", words[0], photo.string());
    if (!end.good())
      throw Error(ErrorKind::runtime, fmt::format("{} {}{}", where, end.sentence(), last_line.empty() ? "" : ": " + last_line));
    if (!fs::exists(part)) throw Error(ErrorKind::runtime, fmt::format("{} ended well but wrote no {}", where, part.string()));
    read_image(part);
    fs::rename(part, mask);
    progress(static_cast<double>(i + 1) / static_cast<double>(wanted.size()), fmt::format("mask {} of {}", i + 1, wanted.size()));
  }
  return true;
}

std::vector<MaskToMake> missing_masks(const fs::path& folder, const Listing& listing) {
  std::vector<MaskToMake> wanted;
  for (const auto* views : {&listing.train, &listing.test}) {
    for (const PosedImage& view : *views) {
      if (!view.mask.empty() || has_alpha_channel(view.image)) continue;
      const fs::path name(view.name);
      wanted.push_back({view.image, folder / "masks" / name.parent_path() / (name.filename().string() + ".png")});
    }
  }
  return wanted;
}

}  // namespace asrg
