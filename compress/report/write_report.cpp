#include "compress/report/write_report.h"

#include "compress/io/file.h"
#include "compress/io/json_text.h"
#include "compress/io/output.h"
#include "compress/report/rate_plot.h"
#include "compress/report/report_page.h"

namespace asrg {

ReportFiles::ReportFiles(const std::filesystem::path& folder)
    : csv(folder / "curve.csv"), plot(folder / "curve.svg"), metrics(folder / "metrics.json"), page(folder / "report.html") {}

void ReportFiles::check() const {
  check_output_file(csv, FileKind::curve);
  check_output_file(plot, FileKind::plot);
  check_output_file(metrics, FileKind::results);
  check_output_file(page, FileKind::report);
}

void write_report(const ReportFiles& files, const Report& report) {
  write_text_file_atomically(files.csv, curve_csv(report));
  write_text_file_atomically(files.plot, rate_plot(report, false));
  write_text_file_atomically(files.metrics, json_text(metrics_json(report)) + "\n");
  write_text_file_atomically(files.page, report_page(report));
}

}  // namespace asrg
