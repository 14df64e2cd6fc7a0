#pragma once

#include <CLI/CLI.hpp>

namespace asrg {

// Each function registers one command, whose source file has its name. The command throws Error on failure, and else sets `exit_code`.
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
