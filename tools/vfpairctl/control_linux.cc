// SPDX-License-Identifier: BSD-2-Clause
// Linux: a line written to /dev/vfpair, and the answer read from the same descriptor.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tools/vfpairctl/control.h"

namespace vfpairctl {

absl::StatusOr<std::string> Ask(absl::string_view command) {
  constexpr char kDevice[] = "/dev/vfpair";
  const int fd = open(kDevice, O_RDWR | O_CLOEXEC);
  if (fd < 0) {
    const int error = errno;
    if (error == ENOENT || error == ENODEV || error == ENXIO)
      return absl::UnavailableError("is the vfpair module loaded? (modprobe vfpair)");
    if (error == EACCES || error == EPERM)
      return absl::PermissionDeniedError(absl::StrCat(kDevice, ": only root may speak to it"));
    return absl::UnknownError(absl::StrCat(kDevice, ": ", std::strerror(error)));
  }
  const std::string line = absl::StrCat(command, "\n");
  if (write(fd, line.data(), line.size()) < 0) {
    const int error = errno;
    close(fd);
    return absl::UnknownError(absl::StrCat(command, ": ", std::strerror(error)));
  }
  std::string answer;
  char buffer[4096];
  for (ssize_t n; (n = read(fd, buffer, sizeof(buffer))) > 0;)
    answer.append(buffer, static_cast<size_t>(n));
  close(fd);
  return answer;
}

}  // namespace vfpairctl
