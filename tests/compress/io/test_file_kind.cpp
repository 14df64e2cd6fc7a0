#include <catch2/catch.hpp>

#include "compress/io/file.h"
#include "compress/io/output.h"
#include "cuda/core/error.h"
#include "tests/support.h"

using namespace asrg;

namespace {

/// A part of an mp4: its size, its type, and zeros.
std::string box(const std::string& type, std::size_t size) {
  std::string bytes(size, '\0');
  for (int i = 0; i < 4; ++i) {
    bytes[static_cast<std::size_t>(i)] = static_cast<char>(size >> (24 - 8 * i) & 255);
    bytes[static_cast<std::size_t>(4 + i)] = type[static_cast<std::size_t>(i)];
  }
  return bytes;
}

}  // namespace

TEST_CASE("files are told apart by what they begin with, not by their names") {
  const test::TemporaryDirectory folder;
  const std::pair<FileKind, std::string> files[] = {
      {FileKind::model, "PK\x03\x04 ... model.json ..."},    {FileKind::png, "\x89PNG\r\n\x1a\n..."},
      {FileKind::mp4, box("ftyp", 24) + box("moov", 8)},     {FileKind::checkpoint, "ASRGckp3...."},
      {FileKind::results, "{\"bytes\": 3, \"psnr\": 31.5}"}, {FileKind::saved_views, "{\n \"1\": {\"pivot\": [0, 0, 0]}}"},
  };
  for (const auto& [kind, bytes] : files) {
    const auto path = folder.path() / "x";
    write_text_file_atomically(path, bytes, false);
    for (const auto& [other, ignored] : files) {
      CAPTURE(name_of(kind), name_of(other));
      CHECK(is_of_kind(path, other) == (kind == other));
      if (kind == other)
        CHECK_NOTHROW(check_output_file(path, other));
      else
        CHECK_THROWS_WITH(check_output_file(path, other), Catch::Contains(path.string()) && Catch::Contains(name_of(other)));
    }
    CHECK(read_text_file(path) == bytes);
  }
  // A ZIP archive of another program is no model, a damaged model is one; what is empty has nothing to lose.
  write_text_file_atomically(folder.path() / "a.zip", "PK\x03\x04 letters", false);
  write_text_file_atomically(folder.path() / "a.asrg", "PK\x03\x04 letters", false);
  write_text_file_atomically(folder.path() / "empty", "", false);
  CHECK_FALSE(is_of_kind(folder.path() / "a.zip", FileKind::model));
  CHECK(is_of_kind(folder.path() / "a.asrg", FileKind::model));
  CHECK(is_of_kind(folder.path() / "empty", FileKind::png));
  CHECK_NOTHROW(check_output_file(folder.path() / "new", FileKind::png));
  CHECK_NOTHROW(check_output_file("/dev/null", FileKind::png));
  CHECK_NOTHROW(check_output_file("", FileKind::png));
}

TEST_CASE("an mp4 is whole where all its parts are there, the table of contents among them") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "x.mp4";
  const auto whole = [&](const std::string& bytes) {
    write_text_file_atomically(path, bytes, false);
    return is_complete_mp4(path);
  };
  const std::string head = box("ftyp", 32), contents = box("moov", 100), data = box("mdat", 5000);
  CHECK(whole(head + contents + data));
  CHECK(whole(head + box("free", 8) + data + contents));
  CHECK_FALSE(whole(head + data));
  CHECK_FALSE(whole(""));
  for (const std::size_t left_out : {1, 99, 100, 4999})
    CHECK_FALSE(whole((head + contents + data).substr(0, head.size() + contents.size() + data.size() - left_out)));
  CHECK_FALSE(whole(head + contents + "abc"));
  CHECK_FALSE(whole(head + contents + std::string(8, '\0').replace(3, 1, "\x07")));  // a part smaller than its own head
  // To the file's end, and with a size of eight bytes.
  std::string last = box("mdat", 50), large = box("mdat", 60);
  last[3] = 0;
  CHECK(whole(head + contents + last));
  large[3] = 1;
  large[15] = 60;
  CHECK(whole(head + large + contents));
  large[15] = 61;
  CHECK_FALSE(whole(head + contents + large));
  CHECK_FALSE(is_complete_mp4(folder.path() / "none.mp4"));
}

TEST_CASE("a name says what frames become, or is refused in a sentence") {
  const test::TemporaryDirectory folder;
  CHECK(frame_output_kind("a/b.png") == FrameOutputKind::picture);
  CHECK(frame_output_kind("B.PNG") == FrameOutputKind::picture);
  CHECK(frame_output_kind("turn.Mp4") == FrameOutputKind::video);
  CHECK(frame_output_kind("frames") == FrameOutputKind::folder);
  CHECK(frame_output_kind("frames.v2/") == FrameOutputKind::folder);
  std::filesystem::create_directory(folder.path() / "there.v2");
  CHECK(frame_output_kind(folder.path() / "there.v2") == FrameOutputKind::folder);
  for (const char* name : {"x.gif", "x.jpg", "x.mp4.", "a.b/x.webm", "frames.v2"}) {
    CAPTURE(name);
    CHECK_THROWS_WITH(frame_output_kind(name), Catch::Contains(name) && Catch::Contains(".png or .mp4"));
  }
}
