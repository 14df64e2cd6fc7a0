/// The viewer's scripts.
#include "tests/fuzz/fuzz.h"
#include "viewer/script/script.h"

using namespace asrg;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::accepts([&] {
    for (const ScriptCommand& command : parse_script(fuzz::text_of({data, size}), "script"))
      for (std::size_t i = 0; i < command.arguments.size(); ++i) fuzz::accepts([&] { script_number(command, i); });
  });
  return 0;
}
