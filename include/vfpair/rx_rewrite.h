// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The receive relabel: a packet V received reaches the stack as S's.
#ifndef VFPAIR_RX_REWRITE_H_
#define VFPAIR_RX_REWRITE_H_

#include "vfpair/counters.h"
#include "vfpair/requirement.h"

VFPAIR_NAMESPACE_BEGIN

namespace requirement {

/// The type of the packets, whatever it is called.
struct Packet;
template <class Got, class P>
inline constexpr bool kMayReturn<Packet*, Got, P> = SameAs<Got, P*>;

VFPAIR_REQUIREMENT("packet", Next, Packet*, Next, (), "the packets of a batch are linked by it");
VFPAIR_REQUIREMENT("packet", Length, AnyInteger, Length, (),
                   "the bytes that V received are counted");
VFPAIR_REQUIREMENT("packet", SetReceiver, void, SetReceiver, (void* interface),
                   "the packet must arrive as S's");

template <class P>
struct PacketClassCheck {
  static_assert(
      Inspectable<P>,
      "vfpair packet: P of RewriteRx(P*, ...) must be a class, complete and not const: the "
      "packet's receiver is changed. Write: RewriteRx(packet, ...) with a MyPacket* packet");
};

template <class P>
struct PacketSentences : PacketClassCheck<P>, Sentences<P, Next, Length, SetReceiver> {};

}  // namespace requirement

/// What a packet type must offer: a link to the next of its batch, a length, and a receiving
/// interface.
template <class P>
concept RxPacket =
    requirement::kFaultless<P, requirement::Next, requirement::Length, requirement::SetReceiver>;

/// Relabels a batch in place and counts it. Order and links are left alone (hn R-RX-2, oracle A17).
/// Context: softirq / net epoch; the caller's read section covers `synthetic`.
template <RxPacket P>
constexpr void RewriteRx(P* batch, void* synthetic, PathCounters& counters) noexcept {
  U64 packets = 0;  // counted once: in memory each sum would wait for the one before
  U64 bytes = 0;
  for (P* packet = batch; packet != nullptr; packet = packet->Next()) {
    packet->SetReceiver(synthetic);
    ++packets;
    bytes += static_cast<U64>(packet->Length());
  }
  counters.Add(Counter::kRxVfPackets, packets);
  counters.Add(Counter::kRxVfBytes, bytes);
}

/// The same for a batch in an array, which spares the wait for each packet's link. Links are not
/// followed.
template <RxPacket P>
constexpr void RewriteRx(Span<P* const> batch, void* synthetic, PathCounters& counters) noexcept {
  U64 bytes = 0;
  for (P* packet : batch) {
    packet->SetReceiver(synthetic);
    bytes += static_cast<U64>(packet->Length());
  }
  counters.Add(Counter::kRxVfPackets, batch.size());
  counters.Add(Counter::kRxVfBytes, bytes);
}

/// Says what is wrong with P, and nothing else.
template <class P>
constexpr bool RewriteRx(P*, void*, PathCounters&) noexcept {
  return requirement::Checked<requirement::PacketSentences<P>>::kSaid;
}
template <class P>
constexpr bool RewriteRx(Span<P* const>, void*, PathCounters&) noexcept {
  return requirement::Checked<requirement::PacketSentences<P>>::kSaid;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_RX_REWRITE_H_
