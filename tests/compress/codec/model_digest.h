#pragma once

#include "compress/model/model.h"

#include <map>
#include <string>

namespace asrg::test {

/// What a model consists of, part by part: the FNV-1a hash (64 bits, hexadecimal) of the part's numbers, little-endian.
std::map<std::string, std::string> digest(const Model& model);

}  // namespace asrg::test
