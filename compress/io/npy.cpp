#include "compress/io/npy.h"

#include "compress/io/byte_reader.h"

#include <string_view>

namespace asrg {
namespace {

/// The content of the header, which is a Python dictionary as text.
struct Header {
  std::vector<std::size_t> shape;
  std::size_t value_bytes = 0;
};

/// The text behind the quoted `key` and its colon.
std::string_view value_of(std::string_view text, const char* key, const std::string& name) {
  const std::size_t found = text.find(key);
  const std::size_t start = found == text.npos ? text.npos : text.find_first_not_of(": ", found + std::strlen(key));
  if (start == text.npos) throw Error(ErrorKind::io, fmt::format("{} is not a valid .npy file: its header has no {}", name, key));
  return text.substr(start);
}

std::vector<std::size_t> parse_shape(std::string_view text, const std::string& name) {
  const std::string_view list = text.substr(0, text.find(')') + 1);
  const auto impossible = [&] { return Error(ErrorKind::io, fmt::format("{} has an impossible shape {}", name, list)); };
  if (list.size() < 2 || list.front() != '(' || list.find_first_not_of("(), 0123456789") != list.npos) throw impossible();
  std::vector<std::size_t> shape;
  for (std::size_t i = 1; (i = list.find_first_of("0123456789", i)) != list.npos;) {
    const std::size_t end = list.find_first_not_of("0123456789", i);
    if (end - i > 15 || shape.size() == 32) throw impossible();
    shape.push_back(std::stoull(std::string(list.substr(i, end - i))));
    i = end;
  }
  return shape;
}

Header parse_header(std::string_view text, const std::string& name) {
  Header header;
  const std::string_view type = value_of(text, "'descr'", name).substr(0, 5);
  if (type != "'<f4'" && type != "'<f8'")
    throw Error(ErrorKind::io, fmt::format("{} holds values of type {}, not '<f4' or '<f8'", name, type));
  header.value_bytes = type == "'<f4'" ? 4 : 8;
  if (!value_of(text, "'fortran_order'", name).starts_with("False"))
    throw Error(ErrorKind::io, fmt::format("{} is in Fortran order", name));
  header.shape = parse_shape(value_of(text, "'shape'", name), name);
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
  if (header_bytes > 65536)
    throw Error(ErrorKind::io, fmt::format("{} is not a valid .npy file: its header has {} bytes", name, header_bytes));
  const auto header_text = reader.take_bytes(header_bytes);
  const Header header = parse_header({reinterpret_cast<const char*>(header_text.data()), header_text.size()}, name);

  NpyArray array;
  array.shape = header.shape;
  std::size_t count = 1;
  for (const std::size_t extent : header.shape) {
    if (extent != 0 && count > reader.remaining() / extent) throw Error(ErrorKind::io, fmt::format("{} is truncated", name));
    count *= extent;
  }
  if (count * header.value_bytes != reader.remaining()) {
    throw Error(ErrorKind::io,
                fmt::format("{} has {} bytes of values, but its shape needs {}", name, reader.remaining(), count * header.value_bytes));
  }
  array.values.resize(count);
  for (double& value : array.values) value = header.value_bytes == 4 ? reader.take<float>() : reader.take<double>();
  return array;
}

}  // namespace asrg
