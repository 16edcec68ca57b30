// SPDX-License-Identifier: BSD-2-Clause
#include "tools/vfpairctl/status_table.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace vfpairctl {
namespace {

using Fields = std::map<std::string, std::string>;

Fields ParseFields(absl::string_view line) {
  Fields fields;
  while (!line.empty()) {
    line = absl::StripLeadingAsciiWhitespace(line);
    const size_t equals = line.find('=');
    if (equals == absl::string_view::npos) break;
    const std::string key(line.substr(0, equals));
    line.remove_prefix(equals + 1);
    const bool quoted = absl::ConsumePrefix(&line, "\"");
    const size_t end = std::min(line.find(quoted ? '"' : ' '), line.size());
    fields[key] = std::string(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return fields;
}

std::string Get(const Fields& fields, const std::string& key) {
  const auto it = fields.find(key);
  return it == fields.end() || it->second.empty() ? "-" : it->second;
}

// "93s", "12m03s", "4h07m"
std::string Duration(const std::string& milliseconds) {
  unsigned long long ms = 0;
  if (!absl::SimpleAtoi(milliseconds, &ms)) return "-";
  const unsigned long long s = ms / 1000;
  if (s < 60) return absl::StrFormat("%d.%ds", s, ms % 1000 / 100);
  if (s < 3600) return absl::StrFormat("%dm%02ds", s / 60, s % 60);
  return absl::StrFormat("%dh%02dm", s / 3600, s / 60 % 60);
}

}  // namespace

std::string StatusTable(absl::string_view status) {
  std::vector<std::vector<std::string>> rows = {{"SYNTHETIC", "VF", "STATE", "FOR", "PATH",
                                                 "SWITCHES", "TX-VF", "RX-VF", "TX-SYNTHETIC",
                                                 "REASON"}};
  std::string other;
  for (absl::string_view line : absl::StrSplit(status, '\n', absl::SkipEmpty())) {
    if (!absl::ConsumePrefix(&line, "pair ")) {
      absl::StrAppend(&other, line, "\n");
      continue;
    }
    const Fields f = ParseFields(line);
    const std::string reason = Get(f, "reason");
    rows.push_back({Get(f, "synthetic"), Get(f, "vf"), Get(f, "state"),
                    Duration(Get(f, "state_ms")), Get(f, "path"), Get(f, "switches"),
                    Get(f, "tx_vf_packets"), Get(f, "rx_vf_packets"),
                    Get(f, "tx_synthetic_packets"), reason == "none" ? "" : reason});
  }
  if (rows.size() == 1) return absl::StrCat(other, "no pairs; see vfpairctl --help\n");

  std::vector<size_t> widths(rows[0].size());
  for (const auto& row : rows)
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string table = other;
  for (const auto& row : rows) {
    std::string text;
    for (size_t i = 0; i < row.size(); ++i)
      absl::StrAppend(&text, absl::StrFormat("%-*s", static_cast<int>(widths[i] + 2), row[i]));
    absl::StripTrailingAsciiWhitespace(&text);
    absl::StrAppend(&table, text, "\n");
  }
  return table;
}

}  // namespace vfpairctl
