#pragma once

namespace asrg {

// Every program that links the library asrg_processor looks, before anything else of it runs, whether the processor has the instructions that
// it was compiled for. Where one is missing it says so in one sentence and ends with exit code 5 (not supported), where it would else end with
// SIGILL somewhere. The check is itself compiled for any x86-64.

/// Instruction sets, a bit each. More are implied: there is no processor with AVX2 and without AVX or F16C.
struct ProcessorFeature {
  unsigned bit;
  const char* name;
};
constexpr ProcessorFeature processor_features[] = {{1, "SSE 4.2"},   {2, "AVX2"},       {4, "FMA"},       {8, "BMI2"},
                                                   {16, "AVX-512F"}, {32, "AVX-512BW"}, {64, "AVX-512VL"}};

/// What the program was compiled for.
extern const unsigned needed_processor_features;

/// What this processor has.
unsigned processor_features_there();

/// The first instruction set that is needed and not there; null where there is none.
const char* missing_processor_feature(unsigned needed, unsigned there);

constexpr int processor_exit_code = 5;

}  // namespace asrg
