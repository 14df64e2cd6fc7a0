#include "compress/scene/name_fold.h"

namespace asrg {
namespace {

// For each of U+00C0 to U+017F the plain letter, and a character that stands for its mark (see combining_mark); a space where the letter is
// not decomposed.
constexpr std::string_view letters =
    "AAAAAA CEEEEIIII NOOOOO  UUUUY  aaaaaa ceeeeiiii nooooo  uuuuy y"
    "AaAaAaCcCcCcCcDd  EeEeEeEeEeGgGgGgGgHh  IiIiIiIiI   JjKk LlLlLl "
    "   NnNnNn   OoOoOo  RrRrRrSsSsSsSsTtTt  UuUuUuUuUuUuWwYyYZzZzZz ";
constexpr std::string_view marks =
    "`'^~:o ,`'^:`'^: ~`'^~:  `'^:'  `'^~:o ,`'^:`'^: ~`'^~:  `'^:' :"
    "--uu;;''^^..vvvv  --uu..;;vv^^uu..,,^^  ~~--uu;;.   ^^,, '',,vv "
    "   '',,vv   --uu\"\"  '',,vv''^^,,vv,,vv  ~~--uuoo\"\";;^^^^:''..vv ";
static_assert(letters.size() == 0x180 - 0xC0 && marks.size() == letters.size());

char32_t combining_mark(char picture) {
  switch (picture) {
    case '`': return 0x300;
    case '\'': return 0x301;
    case '^': return 0x302;
    case '~': return 0x303;
    case '-': return 0x304;
    case 'u': return 0x306;
    case '.': return 0x307;
    case ':': return 0x308;
    case 'o': return 0x30A;
    case '"': return 0x30B;
    case 'v': return 0x30C;
    case ',': return 0x327;
    default: return 0x328;
  }
}

void put(std::string& text, char32_t c) {
  if (c < 0x80) {
    text += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  } else if (c < 0x800) {
    text += {static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3F))};
  } else {
    text += {static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
  }
}

void put_decomposed(std::string& text, char32_t c) {
  if (c >= 0xC0 && c < 0x180 && letters[c - 0xC0] != ' ') {
    put(text, static_cast<char32_t>(letters[c - 0xC0]));
    put(text, combining_mark(marks[c - 0xC0]));
  } else if (c >= 0xAC00 && c < 0xAC00 + 11172) {  // Hangul: 19 x 21 x 28 syllables of two or three letters
    const char32_t syllable = c - 0xAC00;
    put(text, 0x1100 + syllable / 588);
    put(text, 0x1161 + syllable % 588 / 28);
    if (syllable % 28 != 0) put(text, 0x11A7 + syllable % 28);
  } else {
    put(text, c);
  }
}

}  // namespace

std::string folded_name(std::string_view name) {
  std::string folded;
  for (std::size_t i = 0; i < name.size();) {
    const auto byte = [&](std::size_t k) { return static_cast<char32_t>(static_cast<unsigned char>(name[i + k])); };
    const auto follows = [&](std::size_t k) { return i + k < name.size() && (byte(k) & 0xC0) == 0x80; };
    if (byte(0) < 0x80) {
      put(folded, byte(0));
      i += 1;
    } else if ((byte(0) & 0xE0) == 0xC0 && follows(1)) {
      put_decomposed(folded, ((byte(0) & 0x1F) << 6) | (byte(1) & 0x3F));
      i += 2;
    } else if ((byte(0) & 0xF0) == 0xE0 && follows(1) && follows(2)) {
      put_decomposed(folded, ((byte(0) & 0x0F) << 12) | ((byte(1) & 0x3F) << 6) | (byte(2) & 0x3F));
      i += 3;
    } else {
      folded += name[i++];  // four bytes of a rarer letter, or no UTF-8 at all
    }
  }
  return folded;
}

}  // namespace asrg
