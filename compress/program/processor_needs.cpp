#include "compress/program/exit_code.h"
#include "compress/program/processor_check.h"

namespace asrg {

static_assert(processor_exit_code == exit_code(ErrorKind::unsupported));

// Compiled as everything else is: the compiler says for what.
const unsigned needed_processor_features = 0
#if defined(__SSE4_2__)
                                           | 1
#endif
#if defined(__AVX2__)
                                           | 2
#endif
#if defined(__FMA__)
                                           | 4
#endif
#if defined(__BMI2__)
                                           | 8
#endif
#if defined(__AVX512F__)
                                           | 16
#endif
#if defined(__AVX512BW__)
                                           | 32
#endif
#if defined(__AVX512VL__)
                                           | 64
#endif
    ;

}  // namespace asrg
