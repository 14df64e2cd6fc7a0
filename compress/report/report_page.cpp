#include "compress/report/report_page.h"

#include "compress/image/encode_jpeg.h"
#include "compress/image/picture.h"
#include "compress/io/data_uri.h"
#include "compress/report/page_parts.h"
#include "compress/report/rate_plot.h"
#include "compress/text/html.h"
#include "compress/text/units.h"

#include <fmt/format.h>

#include <cmath>

namespace asrg {
namespace {

std::string picture_uri(const ImageU8& picture, int quality) { return data_uri(encode_jpeg(picture, quality), "image/jpeg"); }

std::string optional_number(double x, const char* format) { return std::isfinite(x) ? fmt::format(fmt::runtime(format), x) : "–"; }

std::string size_text(std::size_t bytes) { return format_bytes(static_cast<std::int64_t>(bytes)); }

/// All frames beside each other; the page shows one at a time, the first where it has no script and on paper.
std::string turn_html(const Report& report) {
  if (report.turn.empty()) return "";
  return fmt::format(
      "<figure><div class=\"turn\" data-frames=\"{}\" role=\"img\" aria-label=\"the model turning\"><img alt=\"\" src=\"{}\"></div>"
      "<figcaption>{}, turning; drag to turn it</figcaption></figure>\n",
      report.turn.size(), picture_uri(side_by_side(report.turn), 85), html_escaped(report.models.back().name));
}

std::string summary_html(const Report& report) {
  const ReportModel &small = report.models.front(), &large = report.models.back();
  const EvalSummary a = summarise(small.measured.views), b = summarise(large.measured.views);
  std::string text = report.models.size() == 1 ? fmt::format("<p>{} reaches {:.2f} dB.</p>", format_bytes(large.bytes), b.psnr)
                                               : fmt::format("<p>{} sizes from {} to {}: {:.2f} to {:.2f} dB.</p>", report.models.size(),
                                                             format_bytes(small.bytes), format_bytes(large.bytes), a.psnr, b.psnr);
  const EvalReport& e = large.measured;
  text += fmt::format(
      "<p class=\"soft\">Judged by {} views of {} that the fit never saw (split {}, photos reduced {}-fold). PSNR of 8-bit "
      "sRGB pictures; SSIM with a window of 11x11{}.</p>",
      e.views.size(), html_escaped(e.dataset), html_escaped(e.split), e.downscale,
      e.lpips_net.empty() ? "" : "; LPIPS v0.1, net " + html_escaped(e.lpips_net));
  if (e.split == "train")
    text = fmt::format("<p>Judged by {} views that it was fitted on: this says how well it learnt them by heart.</p>", e.views.size());
  for (const std::string& note : report.notes) text += "<p>" + html_escaped(note) + "</p>";
  for (const ReportModel& m : report.models)
    if (!m.note.empty()) text += fmt::format("<p>{}: {}</p>", html_escaped(m.name), html_escaped(m.note));
  return text;
}

std::string table_html(const Report& report) {
  std::string html =
      "<div class=\"wide\"><table id=\"numbers\"><tr><th>model<th>asked<th>bytes<th>PSNR<th>SSIM<th>LPIPS<th>cells<th>memory<th>ms a "
      "frame<th>seconds</tr>\n";
  for (const ReportModel& m : report.models) {
    const EvalSummary s = summarise(m.measured.views);
    html += fmt::format("<tr><td><a href=\"{}\">{}</a><td>{}<td>{}<td>{}<td>{:.4f}<td>{}<td>{}<td>{}<td>{:.1f}<td>{}</tr>\n",
                        html_escaped(m.file), html_escaped(m.name), m.asked > 0 ? format_bytes(m.asked) : "–", m.bytes,
                        optional_number(s.psnr, "{:.2f}"), s.ssim, s.lpips ? fmt::format("{:.4f}", *s.lpips) : "–", m.cells,
                        size_text(m.device_bytes), s.milliseconds, m.seconds > 0 ? fmt::format("{:.0f}", m.seconds) : "–");
  }
  return html + "</table></div>\n";
}

/// Where the bytes are: by level and by channel group.
std::string bytes_html(const Report& report) {
  std::size_t levels = 0;
  for (const ReportModel& m : report.models) levels = std::max(levels, m.levels.size());
  std::string html = "<div class=\"wide\"><table><tr><th>model";
  for (std::size_t l = 0; l < levels; ++l) html += fmt::format("<th>level {}", l);
  html += "<th>octree";
  for (const ChannelGroup& g : channel_groups) html += fmt::format("<th>{}", g.name);
  html += "<th>the rest</tr>\n";
  for (const ReportModel& m : report.models) {
    html += "<tr><td>" + html_escaped(m.name);
    std::size_t sum = 0, octree = 0;
    for (std::size_t l = 0; l < levels; ++l) {
      html += l < m.levels.size() ? "<td>" + size_text(m.levels[l].sum()) : "<td>–";
      if (l < m.levels.size()) sum += m.levels[l].sum();
    }
    for (const LevelBytes& l : m.levels) octree += l.octree;
    html += "<td>" + size_text(octree);
    for (std::size_t g = 0; g < std::size(channel_groups); ++g) {
      std::size_t bytes = 0;
      for (const LevelBytes& l : m.levels) bytes += l.group[g];
      html += "<td>" + size_text(bytes);
    }
    const auto rest = m.bytes - static_cast<std::int64_t>(sum);
    html += rest >= 0 ? fmt::format("<td>{}</tr>\n", format_bytes(rest)) : "<td>–</tr>\n";
  }
  return html +
         "</table></div>\n<p class=\"soft\">What each part takes when it is deflated alone; the whole file may be a little smaller than "
         "their sum. The rest: shader, provenance, headers.</p>\n";
}

std::string crops_html(const Report& report) {
  std::string html;
  for (auto m = report.models.rbegin(); m != report.models.rend(); ++m) {
    html += fmt::format("<section><h3>{} <span class=\"soft\">{}</span></h3><div class=\"crops\">\n", html_escaped(m->name),
                        format_bytes(m->bytes));
    for (const Crop& c : m->crops)
      html += fmt::format("<figure><img alt=\"photo, model, error\" src=\"{}\"><figcaption>{}: {}, {} dB</figcaption></figure>\n",
                          picture_uri(c.picture, 88), html_escaped(c.kind), html_escaped(c.view), optional_number(c.psnr, "{:.2f}"));
    html += "</div></section>\n";
  }
  return html;
}

}  // namespace

std::string report_page(const Report& report) {
  std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"generator\" content=\"asrg\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src "
      "'unsafe-inline'\">\n"
      "<link rel=\"icon\" href=\"data:,\"><title>{0}</title>\n<style>{1}</style></head>\n<body>\n<h1>{0}</h1>\n",
      html_escaped(report.title), page_style);
  page += "<div class=\"top\">" + turn_html(report) + "<div>" + summary_html(report) + "</div></div>\n";
  page += "<h2>Size and quality</h2>\n<div class=\"plots\">" + rate_plot(report, true) + "</div>\n" + table_html(report);
  page += "<h2>Where the bytes are</h2>\n" + bytes_html(report);
  page +=
      "<h2>Photo, model, error</h2>\n<p class=\"soft\">The worst, the median and the best view of each; an error of 64 of 255 is "
      "brightest. Of large pictures the part with the largest error.</p>\n" +
      crops_html(report);
  page += "<h2>How it was made</h2>\n<pre>" + html_escaped(report.command) + "</pre>\n<pre>" + html_escaped(report.settings.dump(1)) +
          "</pre>\n";
  return page + "<div id=\"tip\" role=\"status\"></div>\n<script>" + page_script + "</script>\n</body></html>\n";
}

}  // namespace asrg
