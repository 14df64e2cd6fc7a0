#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace asrg {

/// The bytes of a Base64 text with the standard alphabet and padding (RFC 4648, section 4), as which .asrg files of versions 1 and 2 hold the shader.
/// Nothing where `text` is not the Base64 text of any bytes. Safe on untrusted input.
std::optional<std::vector<std::uint8_t>> base64_decode(std::string_view text);

/// The Base64 text of bytes, with padding.
std::string base64_encode(std::span<const std::uint8_t> bytes);

}  // namespace asrg
