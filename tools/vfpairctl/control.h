// SPDX-License-Identifier: BSD-2-Clause
// How the module is spoken to: each OS has its own way, in a file of its own.
#ifndef TOOLS_VFPAIRCTL_CONTROL_H_
#define TOOLS_VFPAIRCTL_CONTROL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace vfpairctl {

/// Sends one line to the module. @returns its whole answer, which begins with "ok" or "refused";
/// Unavailable when the module is not loaded, another error when it could not be asked. The
/// message is for people.
absl::StatusOr<std::string> Ask(absl::string_view line);

}  // namespace vfpairctl

#endif  // TOOLS_VFPAIRCTL_CONTROL_H_
