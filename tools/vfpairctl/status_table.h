// SPDX-License-Identifier: BSD-2-Clause
// The module's status lines as a table for people.
#ifndef TOOLS_VFPAIRCTL_STATUS_TABLE_H_
#define TOOLS_VFPAIRCTL_STATUS_TABLE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace vfpairctl {

/// `status` has one line per pair: "pair key=value ..."; values may be in double quotes. Keys that
/// are missing show as "-"; lines that are not about a pair are passed through.
std::string StatusTable(absl::string_view status);

}  // namespace vfpairctl

#endif  // TOOLS_VFPAIRCTL_STATUS_TABLE_H_
