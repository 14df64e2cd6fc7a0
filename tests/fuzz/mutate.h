#pragma once

#include "tests/fuzz/bundle.h"

#include <functional>
#include <random>

namespace asrg::fuzz {

using Random = std::minstd_rand;

/// Changes bytes as libFuzzer does, with its dictionary and what it has seen in comparisons.
void mutate(Bytes& bytes, std::size_t most);

/// Changes what is inside a PNG and makes its checksums right again: a chunk, the stream of filtered rows before it is deflated, or the chunks' order.
/// @return false where it is not enough of a PNG for that
bool mutate_png(Bytes& png, Random& random, std::size_t most);

/// Changes one entry of a ZIP archive (within, where it is a PNG), or which entries there are, and archives them again.
/// @return false where it is no archive
bool mutate_archive(Bytes& archive, Random& random, std::size_t most);

/// Changes one of a bundle's files.
void mutate_bundle(Bytes& bytes, Random& random, std::size_t most, std::size_t count);

/// What LLVMFuzzerCustomMutator is made of: `change` makes its own mutation in place, or returns false. Now and then, and where it cannot, bytes
/// are changed without regard to any structure.
std::size_t custom(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed,
                   const std::function<bool(Bytes&, Random&, std::size_t)>& change);

}  // namespace asrg::fuzz
