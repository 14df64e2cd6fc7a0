#include "compress/program/processor_check.h"

// Compiled for any x86-64. Nothing with inline functions is included: the linker might take the copy of another source, with AVX2 in it.

namespace asrg {

const char* missing_processor_feature(unsigned needed, unsigned there) {
  for (const ProcessorFeature& f : processor_features)
    if (needed & ~there & f.bit) return f.name;
  return nullptr;
}

}  // namespace asrg

#if defined(__x86_64__)

#include <errno.h>
#include <string.h>
#include <unistd.h>

namespace asrg {

unsigned processor_features_there() {
  __builtin_cpu_init();
  unsigned there = 0;
  if (__builtin_cpu_supports("sse4.2")) there |= 1;
  if (__builtin_cpu_supports("avx2")) there |= 2;
  if (__builtin_cpu_supports("fma")) there |= 4;
  if (__builtin_cpu_supports("bmi2")) there |= 8;
  if (__builtin_cpu_supports("avx512f")) there |= 16;
  if (__builtin_cpu_supports("avx512bw")) there |= 32;
  if (__builtin_cpu_supports("avx512vl")) there |= 64;
  return there;
}

}  // namespace asrg

namespace {

void say(const char* text) {
  if (write(STDERR_FILENO, text, strlen(text)) < 0) return;  // nobody listens: the exit code says it
}

/// Before every initialiser of the program and of its static libraries (101 is the first that is free to use).
__attribute__((constructor(101))) void check_processor() {
  const char* missing = asrg::missing_processor_feature(asrg::needed_processor_features, asrg::processor_features_there());
  if (!missing) return;
  say(program_invocation_short_name);
  say(": this processor has no ");
  say(missing);
  say(", for which the program was built; build it with -DASRG_CPU_BASELINE=x86-64\n");
  _exit(asrg::processor_exit_code);
}

}  // namespace

#else

unsigned asrg::processor_features_there() { return 0; }

#endif
