// SPDX-License-Identifier: BSD-2-Clause
// FreeBSD: the module's sysctls. What only looks asks read-only ones, which anybody may.
#include <sys/types.h>
// after <sys/types.h>
#include <sys/sysctl.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "tools/vfpairctl/control.h"

namespace vfpairctl {
namespace {

constexpr char kCommand[] = "hw.vfpair.command";

bool IsLoaded() {
  size_t size = 0;
  return sysctlbyname("hw.vfpair.status", nullptr, &size, nullptr, 0) == 0;
}

absl::Status Failed(absl::string_view what, int error) {
  if (!IsLoaded())
    return absl::UnavailableError("is the vfpair module loaded? (kldload if_vfpair)");
  if (error == EPERM)
    return absl::PermissionDeniedError(
        absl::StrCat(what, ": only root may do this, and in a jail only where it has vnet"));
  return absl::UnknownError(absl::StrCat(what, ": ", std::strerror(error)));
}

// `line` is written, if there is one, and what the same call reads returned. A text that grows
// while it is read is read again; a command is given once, into room for any reply.
absl::StatusOr<std::string> Sysctl(const std::string& name, absl::string_view line = {}) {
  for (size_t room = 1 << 16;; room *= 2) {
    std::string text(room, '\0');
    if (sysctlbyname(name.c_str(), text.data(), &room, line.empty() ? nullptr : line.data(),
                     line.size()) == 0) {
      text.resize(std::strlen(text.c_str()));
      return text;
    }
    room = text.size();
    if (errno != ENOMEM || !line.empty()) return Failed(line.empty() ? name : line, errno);
  }
}

absl::StatusOr<std::string> Read(const std::string& name) {
  absl::StatusOr<std::string> text = Sysctl(name);
  if (text.ok()) text->insert(0, "ok\n");
  return text;
}

}  // namespace

absl::StatusOr<std::string> Ask(absl::string_view line) {
  if (line == "status") return Read("hw.vfpair.status");
  absl::string_view synthetic = line;
  if (!absl::ConsumePrefix(&synthetic, "history ") || absl::StrContains(synthetic, '.'))
    return Sysctl(kCommand, line);
  absl::StatusOr<std::string> history = Read(absl::StrCat("hw.vfpair.", synthetic, ".history"));
  if (history.ok() || absl::IsUnavailable(history.status())) return history;
  // The module says why not, to those whom it takes commands from.
  absl::StatusOr<std::string> why = Sysctl(kCommand, line);
  if (!absl::IsPermissionDenied(why.status())) return why;
  return absl::StrCat("refused: ", synthetic, ": there is no such pair\n");
}

}  // namespace vfpairctl
