#include "compress/io/text_fields.h"

#include <catch2/catch.hpp>

#include <clocale>
#include <cmath>

using namespace asrg;

TEST_CASE("words and lines are taken off a text") {
  std::string_view text = " a\tbc \r\n";
  CHECK(take_word(text) == "a");
  CHECK(take_word(text) == "bc");
  CHECK(take_word(text).empty());
  CHECK(take_word(text).empty());
  std::string_view lines = "1\r\n\n2", line;
  CHECK((take_line(lines, line) && line == "1"));
  CHECK((take_line(lines, line) && line.empty()));
  CHECK((take_line(lines, line) && line == "2"));
  CHECK_FALSE(take_line(lines, line));
}

TEST_CASE("numbers have a point under every locale") {
  for (const char* locale : {"C", "de_DE.UTF-8", "fr_FR.UTF-8"}) {
    if (!std::setlocale(LC_NUMERIC, locale)) continue;
    CHECK(parse_number("-2.5e3") == -2500.0);
    CHECK(parse_number("+4") == 4.0);
    CHECK(parse_number("48.0") == 48.0);
    CHECK(parse_number(".5") == 0.5);
    CHECK(parse_number("1e999") == INFINITY);
    CHECK(parse_number("-1e-999") == 0.0);
    CHECK(std::isnan(parse_number("nan").value()));
    for (const char* wrong : {"", "x", "1,5", "1 ", "1x", "+-1", "--1", "0x10", "1e"}) CHECK_FALSE(parse_number(wrong));
  }
  std::setlocale(LC_NUMERIC, "C");
}
