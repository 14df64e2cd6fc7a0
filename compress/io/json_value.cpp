#include "compress/io/json_value.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace asrg {

JsonValue::JsonValue() : value_(std::make_unique<nlohmann::json>(nlohmann::json::object())) {}

JsonValue::JsonValue(const JsonValue& other) : value_(std::make_unique<nlohmann::json>(*other)) {}

JsonValue::JsonValue(JsonValue&& other) : JsonValue() { value_.swap(other.value_); }

JsonValue& JsonValue::operator=(const JsonValue& other) {
  *value_ = *other;
  return *this;
}

JsonValue& JsonValue::operator=(JsonValue&& other) noexcept {
  value_.swap(other.value_);
  return *this;
}

JsonValue::~JsonValue() = default;

}  // namespace asrg
