#include "compress/io/npy.h"

#include "compress/io/byte_reader.h"

#include <regex>

namespace asrg {
namespace {

/// What the header, a Python dictionary as text, says.
struct Header {
  std::vector<std::size_t> shape;
  std::size_t value_bytes = 0;
};

Header parse_header(const std::string& text, const std::string& name) {
  const auto match = [&](const char* pattern) {
    std::smatch found;
    if (!std::regex_search(text, found, std::regex(pattern))) throw Error(ErrorKind::io, fmt::format("{} is not a valid .npy file", name));
    return found[1].str();
  };
  Header header;
  const std::string type = match("'descr': *'([^']{1,16})'");
  if (type != "<f4" && type != "<f8") throw Error(ErrorKind::io, fmt::format("{} holds values of type {}, not <f4 or <f8", name, type));
  header.value_bytes = type == "<f4" ? 4 : 8;
  if (match("'fortran_order': *(True|False)") == "True") throw Error(ErrorKind::io, fmt::format("{} is in Fortran order", name));
  const std::string shape = match("'shape': *\\(([0-9, ]{0,200})\\)");
  for (std::size_t i = 0; i < shape.size();) {
    if (shape[i] == ',' || shape[i] == ' ') {
      ++i;
      continue;
    }
    std::size_t length = 0;
    while (i + length < shape.size() && shape[i + length] >= '0' && shape[i + length] <= '9') ++length;
    if (length > 15) throw Error(ErrorKind::io, fmt::format("{} has an impossible shape ({})", name, shape));
    header.shape.push_back(std::stoull(shape.substr(i, length)));
    i += length;
  }
  return header;
}

}  // namespace

NpyArray parse_npy(std::span<const std::uint8_t> bytes, const std::string& name) {
  constexpr std::uint8_t magic[] = {0x93, 'N', 'U', 'M', 'P', 'Y'};
  if (bytes.size() < sizeof magic || std::memcmp(bytes.data(), magic, sizeof magic) != 0) {
    throw Error(ErrorKind::io, fmt::format("{} is not a .npy file", name));
  }
  ByteReader reader(bytes.subspan(sizeof magic), name);
  const auto version = reader.take<std::uint8_t>();
  reader.take<std::uint8_t>();
  if (version < 1 || version > 3) throw Error(ErrorKind::io, fmt::format("{} has .npy version {}, which is not known", name, version));
  const std::size_t header_bytes = version == 1 ? reader.take<std::uint16_t>() : reader.take<std::uint32_t>();
  if (header_bytes > 65536) throw Error(ErrorKind::io, fmt::format("{} is not a valid .npy file: its header has {} bytes", name, header_bytes));
  const auto header_text = reader.take_bytes(header_bytes);
  const Header header = parse_header({header_text.begin(), header_text.end()}, name);

  NpyArray array;
  array.shape = header.shape;
  std::size_t count = 1;
  for (const std::size_t extent : header.shape) {
    if (extent != 0 && count > reader.remaining() / extent) throw Error(ErrorKind::io, fmt::format("{} is truncated", name));
    count *= extent;
  }
  if (count * header.value_bytes != reader.remaining()) {
    throw Error(ErrorKind::io, fmt::format("{} has {} bytes of values, but its shape needs {}", name, reader.remaining(), count * header.value_bytes));
  }
  array.values.resize(count);
  for (double& value : array.values) value = header.value_bytes == 4 ? reader.take<float>() : reader.take<double>();
  return array;
}

}  // namespace asrg
