#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace asrg {

/// Base64 with the standard alphabet and padding (RFC 4648, section 4).
std::string base64_encode(std::span<const std::uint8_t> bytes);

/// Nothing where `text` is not the base64 of any bytes. Safe on untrusted input.
std::optional<std::vector<std::uint8_t>> base64_decode(std::string_view text);

}  // namespace asrg
