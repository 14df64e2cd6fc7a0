#include "compress/io/json_value.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <utility>

using namespace asrg;

TEST_CASE("a JSON value in a header is an object at first, and its copies are copies") {
  JsonValue a;
  CHECK(*a == nlohmann::json::object());
  (*a)["size"] = 3;
  JsonValue b = a;
  (*b)["size"] = 4;
  CHECK((*a)["size"] == 3);
  CHECK(b->at("size") == 4);
  a = b;
  CHECK(*a == *b);
  JsonValue& same = a;
  a = same;
  CHECK(*a == *b);
  JsonValue c = std::move(a);
  CHECK(*c == *b);
  a = std::move(c);
  CHECK(*a == *b);
  CHECK(c->is_object());  // also what was moved from has a value
}
