#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace asrg {

/// Bytes as a URI for HTML: "data:image/png;base64,..." (RFC 2397, RFC 4648 section 4).
/// @param type such as "image/png"
std::string data_uri(std::span<const std::uint8_t> bytes, const std::string& type);

}  // namespace asrg
