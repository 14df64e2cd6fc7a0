#pragma once

/// Marks a function that is compiled for the CPU and, under nvcc, for CUDA too. Every function that a kernel calls carries it.
#if defined(__CUDACC__)
#define ASRG_HD __host__ __device__
#else
#define ASRG_HD
#endif
