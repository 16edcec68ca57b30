// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The receive relabel: a packet V received reaches the stack as S's.
#ifndef VFPAIR_RX_REWRITE_H_
#define VFPAIR_RX_REWRITE_H_

#include "vfpair/counters.h"

VFPAIR_NAMESPACE_BEGIN

/// What a packet type must offer: a link to the next of its batch, a length, and a receiving interface.
template <class P>
concept RxPacket = requires(P& packet, void* interface) {
  { packet.Next() } noexcept -> SameAs<P*>;
  { packet.Length() } noexcept;
  { packet.SetReceiver(interface) } noexcept;
};

/// Relabels a batch in place and counts it. Order and links are left alone (hn R-RX-2, oracle A17).
/// Context: softirq / net epoch; the caller's read section covers `synthetic`.
template <RxPacket P>
constexpr void RewriteRx(P* batch, void* synthetic, PathCounters& counters) noexcept {
  for (P* packet = batch; packet != nullptr; packet = packet->Next()) {
    packet->SetReceiver(synthetic);
    counters.Add(Counter::kRxVfPackets, 1);
    counters.Add(Counter::kRxVfBytes, static_cast<U64>(packet->Length()));
  }
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_RX_REWRITE_H_
