#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compress/codec/codec.h"
#include "tests/compress/codec/model_for_test.h"
#include "tests/support.h"

#include <clocale>
#include <locale>
#include <string>

using namespace asrg;

namespace {

/// Writes one and a half as "1,5".
struct CommaPoint : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
};

/// C++ streams with a comma until the end of the scope; the C library, too, where the machine has such a locale.
class CommaLocale {
 public:
  CommaLocale() : before_(std::locale::global(std::locale(std::locale::classic(), new CommaPoint))), c_before_(setlocale(LC_ALL, nullptr)) {
    for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fr_FR.utf8", "de_DE", "ru_RU.UTF-8"})
      if (setlocale(LC_ALL, name) && *localeconv()->decimal_point == ',') {
        in_c_ = true;
        return;
      }
  }
  ~CommaLocale() {
    std::locale::global(before_);
    setlocale(LC_ALL, c_before_.c_str());
  }
  bool in_c() const { return in_c_; }

 private:
  std::locale before_;
  std::string c_before_;
  bool in_c_ = false;
};

Model with_decimals() {
  Model m = test::tiny_model();
  m.topology.lattice.origin = {-1.25f, 1.0f / 3, 1234.5678f};
  m.topology.lattice.cell = 0.0125f;
  *m.provenance = {{"number", 2.5}, {"large", 123456.75}};
  round_model(m);
  return m;
}

void check_independent(const Model& m, const std::vector<std::uint8_t>& expected) {
  const auto file = encode_model(m, Effort::fast);
  CHECK(file == expected);
  CHECK(test::same(decode_model(file, "file"), m));
  CHECK(validate_model_file(file).empty());
}

}  // namespace

TEST_CASE("files are the same under a C++ locale with a comma") {
  const Model m = with_decimals();
  const auto expected = encode_model(m, Effort::fast);
  const CommaLocale locale;
  check_independent(m, expected);
}

TEST_CASE("files are the same under a C locale with a comma") {
  const Model m = with_decimals();
  const auto expected = encode_model(m, Effort::fast);
  const CommaLocale locale;
  if (!locale.in_c()) return test::skip("this machine has no locale with a decimal comma");
  check_independent(m, expected);
}
