// SPDX-License-Identifier: BSD-2-Clause
// Throughput by path over time, with what happened marked, as SVG.
#ifndef VFPAIR_ADAPTERS_SIM_PICTURE_H_
#define VFPAIR_ADAPTERS_SIM_PICTURE_H_

#include <string>
#include <vector>

namespace vfpair::demo {

struct Sample {
  double seconds = 0;
  double by_synthetic = 0;  ///< Mbit/s
  double by_vf = 0;         ///< Mbit/s
};

struct Marker {
  double seconds = 0;
  std::string text;
};

/// The whole SVG document.
std::string DrawSvg(const std::string& title, const std::vector<Sample>& samples,
                    const std::vector<Marker>& markers);

}  // namespace vfpair::demo

#endif  // VFPAIR_ADAPTERS_SIM_PICTURE_H_
