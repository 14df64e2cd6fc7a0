#pragma once

#include <string>
#include <string_view>

namespace asrg {

/// A file's name (UTF-8) in a form that is the same for names that differ only by ASCII case or by Unicode's normal form: names from macOS
/// have "e" and a combining accent where other systems have one letter. Letters of Latin-1, Latin Extended-A (Western and Central Europe,
/// Turkish, Baltic) and Hangul syllables are decomposed as Unicode's NFD does (Unicode Standard Annex 15); any other letter and any byte that
/// is not UTF-8 stays as it is.
std::string folded_name(std::string_view name);

}  // namespace asrg
