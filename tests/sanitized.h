#pragma once

// Is this compiled with a sanitizer that takes many times the memory, and is it the one for threads? g++ and clang each say it in their own way.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ASRG_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ASRG_SANITIZED 1
#endif
#endif

#if defined(__SANITIZE_THREAD__)
#define ASRG_THREAD_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define ASRG_THREAD_SANITIZED 1
#endif
#endif
