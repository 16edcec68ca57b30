// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The Platform of every kernel: the C contract, called from C++. Translation only, no decision.
#ifndef VFPAIR_OS_PLATFORM_H_
#define VFPAIR_OS_PLATFORM_H_

#include "vfpair/vfpair.h"
#include "vfpair_os.h"

namespace vfpair_os {

// The two views of what crosses the line must be the same bytes.
static_assert(sizeof(vfpair::FilterSet) == sizeof(vfpair_filters));
static_assert(__builtin_offsetof(vfpair::FilterSet, unicast) ==
              __builtin_offsetof(vfpair_filters, unicast));
static_assert(__builtin_offsetof(vfpair::FilterSet, multicast) ==
              __builtin_offsetof(vfpair_filters, multicast));
static_assert(__builtin_offsetof(vfpair::FilterSet, vlans) ==
              __builtin_offsetof(vfpair_filters, vlans));
static_assert(sizeof(vfpair::Path) == sizeof(vfpair_path));
static_assert(__builtin_offsetof(vfpair::Path, need_value) ==
              __builtin_offsetof(vfpair_path, need_value));
static_assert(__builtin_offsetof(vfpair::Path, hold) == __builtin_offsetof(vfpair_path, hold));
static_assert(vfpair::kStatefulOffloads.bits() == VFPAIR_CAP_STATEFUL &&
              vfpair::kTso4.bits() == VFPAIR_CAP_TSO4);
static_assert(vfpair::kKindBypassed == static_cast<unsigned>(VFPAIR_KIND_BYPASSED));
static_assert(sizeof(vfpair::RssKey) == sizeof(vfpair_rss_key) &&
              vfpair::kRssKeyRoom == VFPAIR_RSS_KEY_ROOM);
static_assert(vfpair::kRssUdp6Ex.bits() == VFPAIR_RSS_UDP6_EX);
static_assert(static_cast<unsigned>(vfpair::RssFunction::kOther) == VFPAIR_RSS_OTHER);
static_assert(static_cast<unsigned>(vfpair::LinkShown::kForcedDown) == VFPAIR_CARRIER_DOWN);
static_assert(vfpair::kSignalHostRevoked == static_cast<unsigned>(VFPAIR_SIGNAL_HOST_REVOKED));
static_assert(vfpair::kSignalHostForgot == static_cast<unsigned>(VFPAIR_SIGNAL_HOST_FORGOT));
static_assert(vfpair::kSignalVfReady == static_cast<unsigned>(VFPAIR_SIGNAL_VF_READY));
static_assert(static_cast<unsigned>(vfpair::FilterKind::kAllMulticast) ==
              VFPAIR_FILTER_ALL_MULTICAST);

inline vfpair::InterfaceId FromC(const vfpair_if& id) noexcept {
  return {id.handle, id.generation};
}
inline vfpair_if ToC(const vfpair::InterfaceId& id) noexcept { return {id.handle, id.generation}; }
inline vfpair_side ToC(vfpair::Side side) noexcept {
  return side == vfpair::Side::kVf ? VFPAIR_SIDE_VF : VFPAIR_SIDE_SYNTHETIC;
}

inline vfpair::TsoLimits FromC(const vfpair_tso& t) noexcept {
  return {t.max_bytes, t.max_segments, t.max_segment_bytes};
}
inline vfpair_tso ToC(const vfpair::TsoLimits& t) noexcept {
  return {t.max_bytes, t.max_segments, t.max_segment_bytes};
}

inline vfpair::RssKey FromC(const vfpair_rss_key& c) noexcept {
  vfpair::RssKey key;
  for (vfpair::Size i = 0; i < vfpair::kRssKeyRoom; ++i) key.bytes[i] = c.bytes[i];
  key.length = c.length;
  return key;
}
inline vfpair::RssFacts FromC(const vfpair_rss_facts& c) noexcept {
  return {c.has_rss != 0, static_cast<vfpair::RssFunction>(c.function), FromC(c.key),
          vfpair::RssTypes(c.types), c.rings};
}
inline vfpair_rss ToC(const vfpair::RssSettings& rss) noexcept {
  vfpair_rss c{};
  c.programmed = rss.programmed;
  for (vfpair::Size i = 0; i < vfpair::kRssKeyRoom; ++i) c.key.bytes[i] = rss.key.bytes[i];
  c.key.length = rss.key.length;
  c.types = rss.types.bits();
  c.delivered = rss.delivered.bits();
  return c;
}

inline vfpair::Status FromC(int result) noexcept {
  using vfpair::Outcome;
  using vfpair::Reason;
  switch (result) {
    case VFPAIR_OS_OK:
      return vfpair::Status::Ok();
    case VFPAIR_OS_PENDING:
      return vfpair::Status::Pending();
    case VFPAIR_OS_GONE:
      return {Outcome::kGone, Reason::kNone};
    case VFPAIR_OS_RETRY:
      return {Outcome::kRetry, Reason::kNone};
    default:
      return {Outcome::kRefused, Reason::kNone};
  }
}

inline vfpair::MacAddress MacFromC(const unsigned char* bytes) noexcept {
  return {{bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5]}};
}

inline vfpair::InterfaceFacts FromC(const vfpair_facts& c) noexcept {
  vfpair::InterfaceFacts f;
  f.id = FromC(c.id);
  f.mac = MacFromC(c.mac);
  f.permanent_mac = MacFromC(c.permanent_mac);
  f.netns = c.netns;
  f.parent = c.parent;
  f.serial = c.serial;
  f.kind = c.kind;
  f.up = c.up != 0;
  f.carrier = c.carrier != 0;
  f.mtu = c.mtu;
  f.mtu_range = {c.mtu_min, c.mtu_max};
  f.capabilities = {vfpair::Capabilities(c.supported), vfpair::Capabilities(c.enabled)};
  f.tso = FromC(c.tso);
#ifdef VFPAIR_OFFERS_RSS
  f.rss = FromC(c.rss);
#endif
  return f;
}

/// One pair's platform; `cookie` is what the shim passed to vfpair_pair_init().
class OsPlatform {
 public:
  explicit OsPlatform(void* cookie) noexcept : cookie_(cookie) {}

  vfpair::Status ReadFacts(vfpair::InterfaceId id, vfpair::InterfaceFacts& out) noexcept {
    vfpair_facts facts{};
    const vfpair::Status status = FromC(vfpair_os_facts(ToC(id), &facts));
    if (status.ok()) out = FromC(facts);
    return status;
  }

  vfpair::Status Overlay(bool on) noexcept { return FromC(vfpair_os_overlay(cookie_, on)); }
  vfpair::Status Mark(vfpair::VfId vf, bool on) noexcept {
    return FromC(vfpair_os_mark(cookie_, ToC(vf.get()), on));
  }
  vfpair::Status Capture(vfpair::VfId vf, bool on) noexcept {
    return FromC(vfpair_os_capture(cookie_, ToC(vf.get()), on));
  }
  vfpair::Status Link(vfpair::VfId vf, bool on) noexcept {
    return FromC(vfpair_os_link(cookie_, ToC(vf.get()), on));
  }

  vfpair::Status Withhold(vfpair::SyntheticId s, vfpair::Capabilities caps) noexcept {
    return FromC(vfpair_os_withhold(cookie_, ToC(s.get()), VFPAIR_SIDE_SYNTHETIC, caps.bits()));
  }
  vfpair::Status Withhold(vfpair::VfId vf, vfpair::Capabilities caps) noexcept {
    return FromC(vfpair_os_withhold(cookie_, ToC(vf.get()), VFPAIR_SIDE_VF, caps.bits()));
  }
  vfpair::Status LimitTso(vfpair::SyntheticId, const vfpair::TsoLimits& limits) noexcept {
    const vfpair_tso c = ToC(limits);
    return FromC(vfpair_os_limit_tso(cookie_, &c));
  }
  vfpair::Status SetMtu(vfpair::SyntheticId s, vfpair::U32 mtu) noexcept {
    return FromC(vfpair_os_set_mtu(cookie_, ToC(s.get()), VFPAIR_SIDE_SYNTHETIC, mtu));
  }
  vfpair::Status SetMtu(vfpair::VfId vf, vfpair::U32 mtu) noexcept {
    return FromC(vfpair_os_set_mtu(cookie_, ToC(vf.get()), VFPAIR_SIDE_VF, mtu));
  }
  vfpair::Status SetUp(vfpair::VfId vf, bool up) noexcept {
    return FromC(vfpair_os_set_up(cookie_, ToC(vf.get()), up));
  }

  vfpair::Status ReadFilters(vfpair::SyntheticId, vfpair::FilterSet& out) noexcept {
    return FromC(vfpair_os_read_filters(cookie_, reinterpret_cast<vfpair_filters*>(&out)));
  }
  vfpair::Status ChangeFilter(vfpair::VfId vf, const vfpair::FilterEntry& entry,
                              bool add) noexcept {
    const unsigned short vlan = entry.vlan;
    const void* value =
        entry.kind == vfpair::FilterKind::kVlan ? static_cast<const void*>(&vlan) : entry.mac.bytes;
    return FromC(vfpair_os_change_filter(cookie_, ToC(vf.get()),
                                         static_cast<vfpair_filter_kind>(entry.kind), value, add));
  }

  vfpair::Status SteerHost(vfpair::Side side, vfpair::U32 generation) noexcept {
    return FromC(vfpair_os_steer_host(cookie_, ToC(side), generation));
  }

  void Publish(const vfpair::Path* path) noexcept {
    vfpair_os_publish(cookie_, reinterpret_cast<const vfpair_path*>(path));
  }
  void Grace() noexcept { vfpair_os_grace(cookie_); }
  void Wake() noexcept { vfpair_os_wake(cookie_); }
  unsigned long ReadyMask() noexcept { return vfpair_os_ready_mask(); }
  unsigned long ReadyValue() noexcept { return vfpair_os_ready_value(); }

  vfpair::Status DrainTransmit(vfpair::Side side, vfpair::VfId vf, vfpair::U32 budget_us) noexcept {
    return FromC(vfpair_os_drain_transmit(cookie_, ToC(side), ToC(vf.get()), budget_us));
  }
  void DrainReceive(vfpair::Side side, vfpair::VfId vf, vfpair::U32 quiet_us,
                    vfpair::U32 budget_us) noexcept {
    vfpair_os_drain_receive(cookie_, ToC(side), ToC(vf.get()), quiet_us, budget_us);
  }
  void HoldReceive(vfpair::Side side, vfpair::VfId vf, bool on) noexcept {
    vfpair_os_hold_receive(cookie_, ToC(side), ToC(vf.get()), on);
  }
  void Announce(vfpair::Side side, vfpair::VfId vf) noexcept {
    vfpair_os_announce(cookie_, ToC(side), ToC(vf.get()));
  }

#ifdef VFPAIR_OFFERS_CARRIER
  vfpair::Status ShowCarrier(vfpair::SyntheticId, vfpair::LinkShown shown) noexcept {
    return FromC(vfpair_os_show_carrier(cookie_, static_cast<vfpair_carrier>(shown)));
  }
#endif
#ifdef VFPAIR_OFFERS_ENABLED
  vfpair::Status SetEnabled(vfpair::SyntheticId, vfpair::Capabilities enabled) noexcept {
    return FromC(vfpair_os_set_enabled(cookie_, enabled.bits()));
  }
#endif
#ifdef VFPAIR_OFFERS_MAC
  vfpair::Status SetMac(vfpair::SyntheticId s, const vfpair::MacAddress& mac) noexcept {
    return FromC(vfpair_os_set_mac(cookie_, ToC(s.get()), VFPAIR_SIDE_SYNTHETIC, mac.bytes));
  }
  vfpair::Status SetMac(vfpair::VfId vf, const vfpair::MacAddress& mac) noexcept {
    return FromC(vfpair_os_set_mac(cookie_, ToC(vf.get()), VFPAIR_SIDE_VF, mac.bytes));
  }
#endif
#ifdef VFPAIR_OFFERS_RSS
  vfpair::Status SetRss(vfpair::SyntheticId, const vfpair::RssSettings& rss) noexcept {
    const vfpair_rss c = ToC(rss);
    return FromC(vfpair_os_set_rss(cookie_, &c));
  }
#endif
#ifdef VFPAIR_OFFERS_RECEIVE_AS
  vfpair::Status ReceiveAs(vfpair::VfId vf, bool on) noexcept {
    return FromC(vfpair_os_receive_as(cookie_, ToC(vf.get()), on));
  }
#endif

  vfpair::U64 NowNs() noexcept { return vfpair_os_now_ns(cookie_); }
  void SetTimer(vfpair::U64 deadline_ns) noexcept { vfpair_os_set_timer(cookie_, deadline_ns); }
  void Schedule() noexcept { vfpair_os_schedule(cookie_); }

  void Trace(const vfpair::Transition& t) noexcept {
    const vfpair_transition c{t.time_ns, static_cast<unsigned char>(t.from),
                              static_cast<unsigned char>(t.to), static_cast<unsigned char>(t.event),
                              static_cast<unsigned char>(t.reason)};
    vfpair_os_trace(cookie_, &c);
  }

 private:
  void* cookie_;
};

static_assert(vfpair::Platform<OsPlatform>);

}  // namespace vfpair_os

#endif  // VFPAIR_OS_PLATFORM_H_
