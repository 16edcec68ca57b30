// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What an interface looks like from outside, for comparing it with what it should look like.
#ifndef VFPAIR_TESTING_NIC_SNAPSHOT_H_
#define VFPAIR_TESTING_NIC_SNAPSHOT_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include <map>
#include <string>

#include "vfpair/capabilities.h"
#include "vfpair/link.h"
#include "vfpair/rss.h"
#include "vfpair/testing/text.h"
#include "vfpair/tso.h"

VFPAIR_TESTING_BEGIN

/// Everything that can be seen of an interface from outside, apart from its carrier and packets.
struct NicSnapshot {
  bool up = false;
  bool cable = false;
  U32 mtu = 0;
  MacAddress mac;
  Capabilities wanted;
  Capabilities effective;
  TsoLimits tso;
  std::map<std::string, int> filters;  ///< entry -> how many hold it
  bool marked = false;
  bool captured = false;
  bool linked = false;
  bool overlaid = false;
  RssSettings rss;                    ///< as programmed
  LinkShown shown = LinkShown::kOwn;  ///< the link its stack sees
  bool receives_as_vf = false;        ///< its input is another's

  bool operator==(const NicSnapshot&) const = default;
  std::string Text() const {
    std::string text = up ? "up" : "down";
    text += cable ? "" : " no-cable";
    text += " mtu=" + std::to_string(mtu) + " mac=" + MacText(mac) +
            " wanted=" + Hex(wanted.bits()) + " effective=" + Hex(effective.bits()) +
            " tso=" + std::to_string(tso.max_bytes) + "/" + std::to_string(tso.max_segments) + "/" +
            std::to_string(tso.max_segment_bytes);
    for (const auto& [entry, holders] : filters)
      text += " " + entry + "*" + std::to_string(holders);
    text += marked ? " marked" : "";
    text += captured ? " captured" : "";
    text += linked ? " linked" : "";
    text += overlaid ? " overlaid" : "";
    text += rss.programmed ? " rss-types=" + Hex(rss.types.bits()) : "";
    if (!(rss.delivered == kAllRssTypes)) text += " rss-delivered=" + Hex(rss.delivered.bits());
    if (shown != LinkShown::kOwn) text += std::string(" link-") + LinkShownName(shown);
    return text + (receives_as_vf ? " receives-as-vf" : "");
  }
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_NIC_SNAPSHOT_H_
