// SPDX-License-Identifier: BSD-2-Clause
// How a driver with C++ of its own has the core program S's hashing; only compiled, pvn has no RSS.
#include "os_platform.h"

extern "C" {
void driver_read_rss(void* ifp, vfpair::RssFacts* out);
int driver_set_rss(void* ifp, const vfpair::RssSettings* rss);  // VFPAIR_OS_*
}

/// The adapter's platform, for a driver whose S can be told how to hash.
class RssPlatform : public vfpair_os::OsPlatform {
 public:
  using OsPlatform::OsPlatform;

  /// Of S: before anything was programmed. Of V: as it is now; V has its key once it is up.
  vfpair::Status ReadFacts(vfpair::InterfaceId id, vfpair::InterfaceFacts& out) noexcept {
    const vfpair::Status status = OsPlatform::ReadFacts(id, out);
    if (status.ok()) driver_read_rss(id.handle, &out.rss);
    return status;
  }

  /// A default RssSettings is the user's own hashing; nothing is programmed when it refuses.
  vfpair::Status SetRss(vfpair::SyntheticId s, const vfpair::RssSettings& rss) noexcept {
    return vfpair_os::FromC(driver_set_rss(s.get().handle, &rss));
  }
};
static_assert(vfpair::ProgramsRss<RssPlatform>);

template class vfpair::Pair<RssPlatform>;
