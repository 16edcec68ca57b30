// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Receive-side scaling: the same flow should carry the same hash whichever leg it arrives on, so
// that software which sorts flows by hash is not confused by a switch (R-RSS-5). Only S is
// programmed, with V's key; indirection tables are each leg's own.
#ifndef VFPAIR_RSS_H_
#define VFPAIR_RSS_H_

#include "vfpair/bit_set.h"

VFPAIR_NAMESPACE_BEGIN

/// Kinds of packets that are hashed. Ex: with the addresses of IPv6 extension headers.
using RssTypes = BitSet<struct RssKind>;

inline constexpr RssTypes kRssIp4{1u << 0};
inline constexpr RssTypes kRssTcp4{1u << 1};
inline constexpr RssTypes kRssUdp4{1u << 2};
inline constexpr RssTypes kRssIp6{1u << 3};
inline constexpr RssTypes kRssIp6Ex{1u << 4};
inline constexpr RssTypes kRssTcp6{1u << 5};
inline constexpr RssTypes kRssTcp6Ex{1u << 6};
inline constexpr RssTypes kRssUdp6{1u << 7};
inline constexpr RssTypes kRssUdp6Ex{1u << 8};
inline constexpr RssTypes kAllRssTypes{(1u << 9) - 1};

enum class RssFunction : U8 { kNone, kToeplitz, kOther };

inline constexpr Size kRssKeyRoom = 64;

/// A hash key. What lies beyond `length` does not count.
struct RssKey {
  U8 bytes[kRssKeyRoom] = {};
  U8 length = 0;  ///< bytes; a longer one than there is room for cannot be used

  constexpr bool IsUsable() const noexcept { return length != 0 && length <= kRssKeyRoom; }
  constexpr bool operator==(const RssKey& o) const noexcept {
    if (length != o.length) return false;
    for (Size i = 0; i < length && i < kRssKeyRoom; ++i)
      if (bytes[i] != o.bytes[i]) return false;
    return true;
  }
};

/// What one interface says of its hashing. Read it again whenever V may have been initialised or
/// re-keyed: V's are V's as they are now, S's are without what vfpair programmed (W-19).
struct RssFacts {
  bool has_rss = false;
  RssFunction function = RssFunction::kNone;  ///< of S: the one it can be set to
  RssKey key;                                 ///< of S: its user's
  RssTypes types;                             ///< of S: all that it can hash
  U32 rings = 0;                              ///< receive rings in use

  constexpr bool operator==(const RssFacts&) const noexcept = default;
};

/// How S's hashing is made to differ from what its user left. As constructed it is the rest state:
/// the user's own key, all of S's types, all of them told to the stack (R-RSS-6, and the key,
/// W-19).
struct RssSettings {
  bool programmed = false;  ///< S hashes with `key` and by `types` (Toeplitz), not with its own
  RssKey key;
  RssTypes types;
  RssTypes delivered = kAllRssTypes;  ///< packets of S carry hashes of these types to the stack

  constexpr bool operator==(const RssSettings&) const noexcept = default;
};

/// S's own programming, and no hash told to the stack: what is set when there is no agreement, and
/// what to fall back to when S refuses to be programmed.
inline constexpr RssSettings kRssUndelivered{false, {}, {}, RssTypes()};

enum class RssVerdict : U8 {
  kOk,
  kSyntheticHasOneRing,
  kSyntheticCannotToeplitz,
  kVfHasNoRss,
  kVfNotToeplitz,
  kKeyLengthDiffers,
  kNoCommonTypes,
};

/// The sentence for a verdict; never null.
constexpr const char* RssSentence(RssVerdict verdict) noexcept {
  switch (verdict) {
    case RssVerdict::kOk:
      return "both interfaces hash alike";
    case RssVerdict::kSyntheticHasOneRing:
      return "the synthetic interface has one receive ring, so it does not hash";
    case RssVerdict::kSyntheticCannotToeplitz:
      return "the synthetic interface cannot hash with Toeplitz";
    case RssVerdict::kVfHasNoRss:
      return "the VF does not hash";
    case RssVerdict::kVfNotToeplitz:
      return "the VF does not hash with Toeplitz";
    case RssVerdict::kKeyLengthDiffers:
      return "the VF's hash key is not as long as the synthetic interface's";
    case RssVerdict::kNoCommonTypes:
      return "the two interfaces hash no type of packet in common";
  }
  return "unknown verdict";
}

/// A type, and the types that win over it, or may, for a packet that fits both.
struct RssConflict {
  RssTypes type;
  RssTypes rivals;
};

/// hn's table (R-RSS-4). It is careful: of plain and Ex either may win, and differently in V and S.
inline constexpr RssConflict kRssConflicts[] = {
    {kRssIp4, kRssTcp4 | kRssUdp4},
    {kRssIp6, kRssTcp6 | kRssUdp6 | kRssTcp6Ex | kRssUdp6Ex | kRssIp6Ex},
    {kRssIp6Ex, kRssTcp6 | kRssUdp6 | kRssTcp6Ex | kRssUdp6Ex | kRssIp6},
    {kRssTcp6, kRssTcp6Ex},
    {kRssTcp6Ex, kRssTcp6},
    {kRssUdp6, kRssUdp6Ex},
    {kRssUdp6Ex, kRssUdp6},
};

/// Of the types both hash, those on which they agree packet by packet: V has no rival that S lacks.
/// Within both; all of both if V has nothing that S lacks; more of S never makes it less. Pure.
constexpr RssTypes DeliverableRssTypes(RssTypes synthetic, RssTypes vf) noexcept {
  RssTypes out = synthetic & vf & kAllRssTypes;
  for (const RssConflict& conflict : kRssConflicts)
    if (vf.Without(synthetic).HasAny(conflict.rivals)) out = out.Without(conflict.type);
  return out;
}

struct RssPlan {
  RssSettings settings;
  RssVerdict verdict = RssVerdict::kOk;
};

/// What to set on S while V carries its packets. Where S does not hash, or not with Toeplitz,
/// nothing is touched (R-RSS-1); where V does not fit, S's programming is its own and its hashes
/// are kept from the stack (R-RSS-2); otherwise S gets V's key and the common types (R-RSS-3). S
/// that already hashes like that is not programmed again, which costs the host's packets a pause
/// (W-33), and keeps a key that is the whole system's (R-RSS-8). Pure; callable anywhere.
constexpr RssPlan NegotiateRss(const RssFacts& synthetic, const RssFacts& vf) noexcept {
  if (synthetic.rings <= 1) return {{}, RssVerdict::kSyntheticHasOneRing};
  if (!synthetic.has_rss || synthetic.function != RssFunction::kToeplitz)
    return {{}, RssVerdict::kSyntheticCannotToeplitz};
  if (!vf.has_rss || vf.function == RssFunction::kNone)
    return {kRssUndelivered, RssVerdict::kVfHasNoRss};
  if (vf.function != RssFunction::kToeplitz) return {kRssUndelivered, RssVerdict::kVfNotToeplitz};
  if (!vf.key.IsUsable() || vf.key.length != synthetic.key.length)
    return {kRssUndelivered, RssVerdict::kKeyLengthDiffers};
  const RssTypes own = synthetic.types & kAllRssTypes;
  const RssTypes types = own & vf.types;
  if (types.IsEmpty()) return {kRssUndelivered, RssVerdict::kNoCommonTypes};
  RssPlan plan;
  plan.settings.programmed = !(vf.key == synthetic.key && types == own);
  if (plan.settings.programmed) {
    plan.settings.key = vf.key;
    plan.settings.types = types;
  }
  plan.settings.delivered = DeliverableRssTypes(own, vf.types);
  return plan;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_RSS_H_
