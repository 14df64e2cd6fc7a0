#pragma once

#include <nlohmann/json_fwd.hpp>

#include <memory>

namespace asrg {

/// A JSON value behind a pointer, so that headers which many files include need not include the JSON library. Never null; copies are deep.
class JsonValue {
 public:
  /// An empty object.
  JsonValue();
  JsonValue(const JsonValue& other);
  JsonValue(JsonValue&& other);
  JsonValue& operator=(const JsonValue& other);
  JsonValue& operator=(JsonValue&& other) noexcept;
  ~JsonValue();

  const nlohmann::json& operator*() const { return *value_; }
  nlohmann::json& operator*() { return *value_; }
  const nlohmann::json* operator->() const { return value_.get(); }
  nlohmann::json* operator->() { return value_.get(); }

 private:
  std::unique_ptr<nlohmann::json> value_;
};

}  // namespace asrg
