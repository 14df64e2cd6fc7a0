/// model.json: what is accepted can be written, and says the same when it is read again.
#include "compress/codec/manifest.h"
#include "tests/fuzz/fuzz.h"

using namespace asrg;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Manifest m;
  try {
    m = read_manifest({data, size});
  } catch (const ProblemError&) {
    return 0;
  }
  const std::string text = write_manifest(m);
  const Manifest again = read_manifest({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  fuzz::require(write_manifest(again) == text);
  return 0;
}
