#pragma once

#include <CLI/CLI.hpp>

namespace asrg {

// Each command registers itself with the program and throws Error on failure; what it returns is the exit code.
// One file a command.
void add_build(CLI::App& app, int& exit_code);
void add_pose(CLI::App& app, int& exit_code);
void add_sweep(CLI::App& app, int& exit_code);
void add_recompress(CLI::App& app, int& exit_code);
void add_eval(CLI::App& app, int& exit_code);
void add_render(CLI::App& app, int& exit_code);
void add_info(CLI::App& app, int& exit_code);
void add_validate(CLI::App& app, int& exit_code);
void add_bench(CLI::App& app, int& exit_code);
void add_compare(CLI::App& app, int& exit_code);
void add_page(CLI::App& app, int& exit_code);
void add_doctor(CLI::App& app, int& exit_code);

}  // namespace asrg
