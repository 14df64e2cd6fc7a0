#pragma once

#include <atomic>

namespace asrg {

/// Set by Ctrl-C (SIGINT), SIGTERM and the end of the terminal (SIGHUP) once watch_interrupts() has been called; the second one ends the program at once.
extern std::atomic<bool> interrupted;
void watch_interrupts();

}  // namespace asrg
