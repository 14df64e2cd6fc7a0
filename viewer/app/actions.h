#pragma once

#include "viewer/app/ui_state.h"
#include "viewer/session/session.h"

#include <span>
#include <string>

namespace asrg {

/// What a key does. The same table is used for the keyboard, the list of keys and scripts.
struct Action {
  const char* key;   ///< as scripts and the help write it: "f11", "h", "1"
  int code;          ///< GLFW's key code
  bool control;      ///< together with Ctrl
  const char* help;  ///< null: not in the list of keys
  void (*run)(Session&, UiState&, int argument);
  int argument;
};

std::span<const Action> actions();
/// @throws Error (arguments) where no key has that name
void run_action(const std::string& key, Session& session, UiState& ui);

}  // namespace asrg
