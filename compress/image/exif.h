#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace asrg {

/// The orientation that cameras write into EXIF (tag 0x0112), by which a photo has to be turned before it is shown: 1 upright, 2 mirrored, 3 turned by
/// 180 degrees, 4 mirrored top to bottom, 5 to 8 turned by 90 or 270 degrees (5 and 7 mirrored, too). Safe on untrusted input.
/// @param app1 the content of a JPEG's APP1 segment, without marker and length: "Exif", two zero bytes, a TIFF header, directories
/// @return 1..8; 0 where there is no EXIF, it is damaged, or has no such tag
int exif_orientation(std::span<const std::uint8_t> app1);

/// The camera and its lens setting: make (tag 0x010f), model (0x0110) and focal length (0x920a), for comparing photos with each other.
/// Safe on untrusted input.
/// @param app1 as above
/// @return for instance "Canon EOS 5D 50/1"; empty where there are no such tags
std::string exif_camera(std::span<const std::uint8_t> app1);

/// Does turning a photo by this orientation exchange its width and height?
constexpr bool swaps_sides(int orientation) { return orientation >= 5 && orientation <= 8; }

}  // namespace asrg
