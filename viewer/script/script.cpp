#include "viewer/script/script.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstddef>

namespace asrg {
namespace {

struct Known {
  const char* name;
  std::size_t least, most;
  const char* help;
};

constexpr Known commands[] = {
    {"open", 1, 1, "FILE: load a model, the photos in a folder or saved views (.json), and wait for them"},
    {"show", 1, 2, "N [M]: show model N (from 1), compared with model M"},
    {"close", 1, 1, "N: close model N (from 1)"},
    {"camera", 3, 3, "AZIMUTH ELEVATION DISTANCE: degrees, and multiples of the distance at the start"},
    {"layer", 1, 1, "final, diffuse, specular, depth, normal, level, steps or opacity"},
    {"compare", 1, 1, "off, split, other, difference or side (other | shown | difference)"},
    {"divider", 1, 1, "0 to 1: where the split lies"},
    {"background", 3, 3, "R G B, 0 to 1"},
    {"exposure", 1, 1, "stops"},
    {"bricks", 1, 1, "on or off: outlines of the bricks"},
    {"panels", 1, 1, "on or off"},
    {"scale", 1, 1, "1 to 4: size of texts and panels, as on another monitor"},
    {"photo", 1, 1, "N: step into photo N of the data set (from 1); 0: out of it"},
    {"key", 1, 1, "NAME: as if the key were pressed, e.g. f11, h, 1"},
    {"resize", 2, 2, "WIDTH HEIGHT of the window"},
    {"wait", 0, 1, "until the picture is finest; or for SECONDS"},
    {"status", 0, 0, "print the device, the picture's size and how pictures come to the window"},
    {"measure", 0, 0, "print how fast the picture moves and how long it takes to become finest"},
    {"screenshot", 1, 1, "FILE.png: the window, with its panels"},
    {"picture", 3, 3, "FILE.png WIDTH HEIGHT: the shown model alone, transparent"},
    {"turntable", 2, 2, "FILE FRAMES: mp4 or a folder of PNG"},
    {"quit", 0, 0, "end the program"},
};

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  bool quoted = false, open = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
      if (quoted && !open) words.emplace_back();
      open = true;
    } else if (c == '#' && !quoted) {
      break;
    } else if ((c == ' ' || c == '\t' || c == '\r') && !quoted) {
      open = false;
    } else {
      if (!open) words.emplace_back();
      open = true;
      words.back() += c;
    }
  }
  return words;
}

}  // namespace

std::vector<ScriptCommand> parse_script(const std::string& text, const std::string& name) {
  std::vector<ScriptCommand> script;
  int number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    auto words = words_of(text.substr(begin, end - begin));
    begin = end + 1;
    ++number;
    if (words.empty()) continue;
    const Known* known = nullptr;
    for (const Known& k : commands)
      if (words[0] == k.name) known = &k;
    if (!known) throw Error(ErrorKind::arguments, fmt::format("{}, line {}: there is no command '{}'", name, number, words[0]));
    const std::size_t count = words.size() - 1;
    if (count < known->least || count > known->most)
      throw Error(ErrorKind::arguments, fmt::format("{}, line {}: {} takes {} argument{}, not {}", name, number, words[0],
                                                    known->least == known->most ? fmt::format("{}", known->least)
                                                                                : fmt::format("{} to {}", known->least, known->most),
                                                    known->most == 1 ? "" : "s", count));
    script.push_back({words[0], {words.begin() + 1, words.end()}, number});
  }
  return script;
}

std::string script_help() {
  std::string text;
  for (const Known& k : commands) text += fmt::format("  {:<11} {}\n", k.name, k.help);
  return text;
}

double script_number(const ScriptCommand& command, std::size_t argument) {
  const std::string& text = command.arguments.at(argument);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    throw Error(ErrorKind::arguments, fmt::format("script, line {}: '{}' is not a number", command.line, text));
  return value;
}

}  // namespace asrg
