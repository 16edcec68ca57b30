// SPDX-License-Identifier: BSD-2-Clause
#include "adapters/sim/picture.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace vfpair::demo {
namespace {

constexpr double kLeft = 70, kRight = 980, kTop = 200, kBottom = 440;
constexpr const char *kSyntheticColour = "#e08e2b", *kVfColour = "#2f6db3", *kText = "#333333";

struct Axes {
  double seconds = 1;
  double mbits = 1;

  double X(double s) const { return kLeft + s / seconds * (kRight - kLeft); }
  double Y(double m) const { return kBottom - m / mbits * (kBottom - kTop); }
};

// A step line, there and back: the area between two stacked series.
std::string Area(const Axes& axes, const std::vector<Sample>& samples, bool vf,
                 const char* colour) {
  std::string points;
  double before = 0;
  for (const Sample& s : samples) {
    const double top = s.by_synthetic + (vf ? s.by_vf : 0);
    absl::StrAppendFormat(&points, "%.1f,%.1f %.1f,%.1f ", axes.X(before), axes.Y(top),
                          axes.X(s.seconds), axes.Y(top));
    before = s.seconds;
  }
  for (auto s = samples.rbegin(); s != samples.rend(); ++s) {
    const double bottom = vf ? s->by_synthetic : 0;
    const double from = s + 1 == samples.rend() ? 0 : (s + 1)->seconds;
    absl::StrAppendFormat(&points, "%.1f,%.1f %.1f,%.1f ", axes.X(s->seconds), axes.Y(bottom),
                          axes.X(from), axes.Y(bottom));
  }
  return absl::StrFormat("<polygon points=\"%s\" fill=\"%s\"/>\n", points, colour);
}

std::string Text(double x, double y, const char* anchor, const std::string& text, int size = 12) {
  return absl::StrFormat(
      "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\">%s</text>\n", x, y, anchor,
      size, text);
}

std::string Line(double x1, double y1, double x2, double y2, const char* style) {
  return absl::StrFormat("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>\n", x1, y1, x2,
                         y2, style);
}

std::string LegendEntry(double x, const char* colour, const char* text) {
  return absl::StrFormat("<rect x=\"%.0f\" y=\"20\" width=\"14\" height=\"14\" fill=\"%s\"/>\n", x,
                         colour) +
         Text(x + 20, 32, "start", text);
}

}  // namespace

std::string DrawSvg(const std::string& title, const std::vector<Sample>& samples,
                    const std::vector<Marker>& markers) {
  Axes axes;
  for (const Sample& s : samples) {
    axes.seconds = std::max(axes.seconds, s.seconds);
    axes.mbits = std::max(axes.mbits, 1.05 * (s.by_synthetic + s.by_vf));
  }
  axes.mbits = 20 * std::ceil(axes.mbits / 20);  // round numbers at the four lines
  std::string svg = absl::StrFormat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1060\" height=\"500\" viewBox=\"0 0 1060 "
      "500\" font-family=\"sans-serif\" fill=\"%s\">\n<rect width=\"1060\" height=\"500\" "
      "fill=\"white\"/>\n",
      kText);
  absl::StrAppend(&svg, "<g font-weight=\"bold\">", Text(kLeft, 32, "start", title, 15), "</g>\n");
  absl::StrAppend(&svg, LegendEntry(730, kVfColour, "by V (the VF)"),
                  LegendEntry(860, kSyntheticColour, "by S (synthetic)"));
  for (int i = 0; i <= 4; ++i) {
    const double m = axes.mbits * i / 4;
    absl::StrAppend(&svg, Line(kLeft, axes.Y(m), kRight, axes.Y(m), "stroke=\"#dddddd\""),
                    Text(kLeft - 8, axes.Y(m) + 4, "end", absl::StrFormat("%.0f", m)));
  }
  const int seconds = static_cast<int>(axes.seconds);
  for (int s = 0; s <= seconds; ++s)
    absl::StrAppend(&svg, Text(axes.X(s), kBottom + 18, "middle", absl::StrCat(s)));
  absl::StrAppend(&svg, Text((kLeft + kRight) / 2, kBottom + 40, "middle", "seconds (simulated)"),
                  absl::StrFormat("<text transform=\"translate(22,%.0f) rotate(-90)\" "
                                  "text-anchor=\"middle\" font-size=\"12\">Mbit/s, both "
                                  "directions</text>\n",
                                  (kTop + kBottom) / 2));
  absl::StrAppend(&svg, Area(axes, samples, false, kSyntheticColour),
                  Area(axes, samples, true, kVfColour));
  for (const Marker& marker : markers) {
    const double x = axes.X(marker.seconds);
    absl::StrAppend(&svg, Line(x, kTop, x, kBottom, "stroke=\"#333333\" stroke-dasharray=\"3 2\""),
                    absl::StrFormat("<text transform=\"translate(%.1f,%.1f) rotate(-32)\" "
                                    "font-size=\"12\">%s</text>\n",
                                    x + 3, kTop - 6, marker.text));
  }
  return svg + "</svg>\n";
}

}  // namespace vfpair::demo
