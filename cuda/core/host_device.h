#pragma once

/// Marks a function that is compiled for the CPU and, under nvcc, for CUDA as well: one source, two machines.
#if defined(__CUDACC__)
#define ASRG_HD __host__ __device__
#else
#define ASRG_HD
#endif
