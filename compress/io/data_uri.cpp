#include "compress/io/data_uri.h"

#include "compress/io/base64.h"

namespace asrg {

std::string data_uri(std::span<const std::uint8_t> bytes, const std::string& type) {
  return "data:" + type + ";base64," + base64_encode(bytes);
}

}  // namespace asrg
