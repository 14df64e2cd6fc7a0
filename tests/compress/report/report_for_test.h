#pragma once

#include "compress/report/curve.h"

namespace asrg::test {

/// A report of made-up numbers: three models of 40 kB, 210 kB and 1.2 MB, two views each, with LPIPS and pictures; one name and one note hold
/// what HTML and CSV give a meaning to.
Report report_for_test();

}  // namespace asrg::test
