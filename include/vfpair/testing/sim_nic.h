// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A simulated network interface that behaves as one does in an operating system: settings that its
// user owns, settings that others take references on, a transmit ring, a receive hook.
#ifndef VFPAIR_TESTING_SIM_NIC_H_
#define VFPAIR_TESTING_SIM_NIC_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "vfpair/facts.h"
#include "vfpair/filters.h"
#include "vfpair/testing/manual_clock.h"
#include "vfpair/testing/nic_snapshot.h"
#include "vfpair/testing/packet_ledger.h"
#include "vfpair/testing/text.h"

VFPAIR_TESTING_BEGIN

struct SimNicSpec {
  std::string name = "nic";
  MacAddress mac{{0x02, 0, 0, 0, 0, 0x01}};
  MacAddress permanent_mac{{0x02, 0, 0, 0, 0, 0x01}};
  U64 netns = 1;
  U64 parent = 0;
  U64 serial = 0;
  U32 kind = kKindEthernet;
  bool up = false;
  bool cable = true;
  U32 mtu = 1500;
  MtuRange mtu_range{68, 9000};
  Capabilities supported;
  Capabilities wanted;
  TsoLimits tso;
  RssFacts rss;
  Size unicast_room = 16;  ///< entries of the hardware's tables; more are refused
  Size multicast_room = 32;
  bool has_vlan_filter = true;
  U64 link_ns = 0;          ///< from being brought up to carrier
  U64 transmit_ns = 2'000;  ///< per packet
};

class SimNic {
 public:
  // Bits of the state word that a data path loads.
  static constexpr unsigned long kPresent = 1, kUp = 2, kCarrier = 4, kReady = 7;

  SimNic(ManualClock& clock, SimNicSpec spec, U32 generation)
      : clock_(clock),
        spec_(std::move(spec)),
        up_(spec_.up),
        cable_(spec_.cable),
        mtu_(spec_.mtu),
        mac_(spec_.mac),
        netns_(spec_.netns),
        wanted_(spec_.wanted),
        tso_(spec_.tso),
        generation_(generation) {
    carrier_ = up_ && cable_;
  }
  SimNic(const SimNic&) = delete;
  SimNic& operator=(const SimNic&) = delete;

  InterfaceId id() const noexcept { return {const_cast<SimNic*>(this), generation_}; }
  const SimNicSpec& spec() const noexcept { return spec_; }
  bool present() const noexcept { return present_; }
  bool up() const noexcept { return up_; }
  bool HasLink() const noexcept { return present_ && up_ && carrier_; }
  U32 mtu() const noexcept { return mtu_; }
  const MacAddress& mac() const noexcept { return mac_; }
  /// What its stack sees, and acts upon: without link it sends nothing.
  bool ShowsLink() const noexcept {
    return present_ && up_ && (shown == LinkShown::kOwn ? carrier_ : shown == LinkShown::kForcedUp);
  }
  Capabilities Effective() const noexcept {
    const Capabilities can = spec_.supported | granted_;
    const Capabilities off = spec_.supported.Without(wanted_ | granted_) | withheld_;
    return can.Without(WithDependents(off));
  }
  TsoLimits EffectiveTso() const noexcept { return CoherentTso(MergeTso(tso_, tso_limit_)); }
  unsigned long StateWord() const noexcept {
    return (present_ ? kPresent : 0) | (up_ ? kUp : 0) | (carrier_ ? kCarrier : 0);
  }

  InterfaceFacts Facts() const noexcept {
    InterfaceFacts facts;
    facts.id = id();
    facts.mac = mac_;
    facts.permanent_mac = spec_.permanent_mac;
    facts.netns = netns_;
    facts.parent = spec_.parent;
    facts.kind = spec_.kind;
    facts.up = up_;
    facts.carrier = carrier_;
    facts.mtu = mtu_;
    facts.mtu_range = spec_.mtu_range;
    facts.capabilities = {spec_.supported, wanted_};
    facts.tso = tso_;
    facts.rss = spec_.rss;
    facts.serial = spec_.serial;
    return facts;
  }

  NicSnapshot Snapshot() const {
    NicSnapshot s{up_,    cable_,   mtu_,   mac_,     wanted_, Effective(), EffectiveTso(), {},
                  marked, captured, linked, overlaid, rss,     shown,       receives_as_vf};
    for (const auto& [key, entry] : filters_) s.filters[key] = entry.holders;
    return s;
  }

  // ---- administration: by its user, or by vfpair through a platform ----

  void SetUp(bool up) {
    if (up == up_) return;
    up_ = up;
    if (!up) FlushRing();
    Renegotiate();
  }
  void SetCable(bool cable) {
    if (cable == cable_) return;
    cable_ = cable;
    Renegotiate();
  }
  /// @returns false, and nothing is changed, when out of range.
  bool SetMtu(U32 mtu) noexcept {
    if (!spec_.mtu_range.Contains(mtu)) return false;
    mtu_ = mtu;
    return true;
  }
  void SetMac(const MacAddress& mac) noexcept { mac_ = mac; }
  /// Turns bits of InterfaceFacts::kind on or off.
  void SetKind(U32 bits, bool on) noexcept {
    spec_.kind = on ? spec_.kind | bits : spec_.kind & ~bits;
  }
  void SetNetns(U64 netns) noexcept { netns_ = netns; }
  void SetRssFacts(const RssFacts& facts) noexcept { spec_.rss = facts; }
  void SetWanted(Capabilities wanted) noexcept { wanted_ = wanted; }
  void SetOwnTso(const TsoLimits& tso) noexcept { tso_ = tso; }
  void Withhold(Capabilities withheld) noexcept { withheld_ = withheld; }
  void Grant(Capabilities granted) noexcept { granted_ = granted; }
  void LimitTso(const TsoLimits& limit) noexcept { tso_limit_ = limit; }

  /// Takes a reference on an entry. @returns false when the hardware has no room for it.
  bool AddFilter(const FilterEntry& entry) {
    if (entry.kind == FilterKind::kVlan && !spec_.has_vlan_filter) return false;
    const std::string key = FilterText(entry);
    if (const auto found = filters_.find(key); found != filters_.end()) {
      ++found->second.holders;
      return true;
    }
    if (Entries(FilterKind::kUnicast) >= spec_.unicast_room && entry.kind == FilterKind::kUnicast)
      return false;
    if (Entries(FilterKind::kMulticast) >= spec_.multicast_room &&
        entry.kind == FilterKind::kMulticast)
      return false;
    filters_.emplace(key, Held{entry, 1});
    return true;
  }
  /// Gives a reference back. @returns false when there was none.
  bool RemoveFilter(const FilterEntry& entry) {
    const auto found = filters_.find(FilterText(entry));
    if (found == filters_.end()) return false;
    if (--found->second.holders == 0) filters_.erase(found);
    return true;
  }
  FilterSet ReadFilters() const noexcept {
    FilterSet set;
    for (const auto& [key, held] : filters_) {
      switch (held.entry.kind) {
        case FilterKind::kUnicast:
          if (set.unicast_count == kMaxUnicast)
            set.unicast_overflow = 1;
          else
            set.unicast[set.unicast_count++] = held.entry.mac;
          break;
        case FilterKind::kMulticast:
          if (set.multicast_count == kMaxMulticast)
            set.multicast_overflow = 1;
          else
            set.multicast[set.multicast_count++] = held.entry.mac;
          break;
        case FilterKind::kVlan:
          set.SetVlan(held.entry.vlan, true);
          break;
        case FilterKind::kPromiscuous:
          set.promiscuous = 1;
          break;
        case FilterKind::kAllMulticast:
          set.all_multicast = 1;
          break;
      }
    }
    return set;
  }

  /// The hardware is pulled out: the ring's packets are lost, nothing answers any more.
  void Vanish() {
    present_ = false;
    FlushRing();
  }

  // ---- packets ----

  using PacketFunction = std::function<void(const SimPacket&)>;

  /// Where a packet goes that left the ring, and one that was lost in it.
  void ConnectWire(PacketFunction wire, PacketFunction lost) {
    wire_ = std::move(wire);
    lost_ = std::move(lost);
  }
  /// Called after carrier or admin state changed.
  void OnChange(std::function<void()> changed) { changed_ = std::move(changed); }

  void Transmit(const SimPacket& packet) {
    if (!HasLink()) {
      lost_(packet);
      return;
    }
    ring_.push_back(packet);
    if (ring_.size() == 1) StartRing();
  }
  bool RingEmpty() const noexcept { return ring_.empty(); }
  void NoteReceived() noexcept { last_receive_ns_ = clock_.NowNs(); }
  U64 last_receive_ns() const noexcept { return last_receive_ns_; }

  // What vfpair holds on it.
  bool marked = false;
  bool captured = false;
  bool linked = false;
  bool overlaid = false;
  RssSettings rss;
  LinkShown shown = LinkShown::kOwn;
  bool receives_as_vf = false;

  // What the host counts at its port.
  U64 frames_to = 0;
  U64 frames_from = 0;

 private:
  struct Held {
    FilterEntry entry;
    int holders;
  };

  Size Entries(FilterKind kind) const noexcept {
    Size n = 0;
    for (const auto& [key, held] : filters_) n += held.entry.kind == kind ? 1 : 0;
    return n;
  }

  void Renegotiate() {
    clock_.Cancel(negotiation_);
    const bool carrier = up_ && cable_;
    if (carrier && spec_.link_ns != 0) {
      negotiation_ = clock_.After(spec_.link_ns, [this] {
        carrier_ = true;
        Changed();
      });
    } else {
      carrier_ = carrier;
    }
    if (!carrier) FlushRing();
    Changed();
  }
  void Changed() {
    if (changed_) changed_();
  }
  void StartRing() {
    ring_ticket_ = clock_.After(spec_.transmit_ns, [this] {
      const SimPacket packet = ring_.front();
      ring_.pop_front();
      if (!ring_.empty()) StartRing();
      wire_(packet);
    });
  }
  void FlushRing() {
    clock_.Cancel(ring_ticket_);
    const std::deque<SimPacket> lost = std::exchange(ring_, {});
    for (const SimPacket& packet : lost) lost_(packet);
  }

  ManualClock& clock_;
  SimNicSpec spec_;
  bool present_ = true;
  bool up_;
  bool cable_;
  bool carrier_ = false;
  U32 mtu_;
  MacAddress mac_;
  U64 netns_;
  Capabilities wanted_;
  Capabilities withheld_;
  Capabilities granted_;
  TsoLimits tso_;
  TsoLimits tso_limit_;
  U32 generation_;
  std::map<std::string, Held> filters_;
  std::deque<SimPacket> ring_;
  ManualClock::Ticket ring_ticket_ = 0;
  ManualClock::Ticket negotiation_ = 0;
  U64 last_receive_ns_ = 0;
  PacketFunction wire_, lost_;
  std::function<void()> changed_;
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_SIM_NIC_H_
