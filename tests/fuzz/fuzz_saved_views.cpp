/// The viewer's saved views: what is accepted can be written, and says the same when it is read again.
#include "compress/model/saved_views.h"
#include "tests/fuzz/fuzz.h"

using namespace asrg;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  SavedViews views;
  if (!fuzz::accepts([&] { views = parse_saved_views(fuzz::text_of({data, size}), "views"); })) return 0;
  const std::string text = saved_views_json(views);
  fuzz::require(saved_views_json(parse_saved_views(text, "again")) == text);
  return 0;
}
