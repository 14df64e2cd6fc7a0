#pragma once

#include <chrono>
#include <thread>

namespace asrg::test {

/// Calls `condition` until it is true, at most two minutes, for busy machines. @return whether it became true
template <class Condition>
bool wait_for(Condition&& condition) {
  for (int i = 0; i < 12000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace asrg::test
