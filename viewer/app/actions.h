#pragma once

#include "viewer/app/ui_state.h"
#include "viewer/session/session.h"

#include <span>
#include <string>

namespace asrg {

/// Something that a key does. One table serves keyboard, `?` and scripts.
struct Action {
  const char* key;  ///< as scripts and the help write it: "f11", "h", "1"
  int code;         ///< GLFW's
  bool control;     ///< with Ctrl
  const char* help;
  void (*run)(Session&, UiState&, int argument);
  int argument;
};

std::span<const Action> actions();
/// @throws Error (arguments) where no key is called so
void run_action(const std::string& key, Session& session, UiState& ui);

}  // namespace asrg
