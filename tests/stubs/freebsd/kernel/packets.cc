// SPDX-License-Identifier: BSD-2-Clause
// What the stack sends, receives, taps and counts.
#include <sys/epoch.h>

#include <map>

#include "tests/stubs/freebsd/kernel/network.h"

namespace fake {

mbuf* MakePacket(uint64_t number, bool multicast) {
  mbuf* const m = m_gethdr(1, MT_DATA);
  m->m_len = m->m_pkthdr.len = 60;
  if (multicast) m->m_flags |= M_MCAST;
  auto* const header = mtod(m, ether_header*);
  header->ether_type = htons(ETHERTYPE_IP);
  std::memcpy(header + 1, &number, sizeof(number));
  return m;
}

uint64_t NumberOf(const mbuf* m) {
  if (!IsAlive(m)) Complain("looks into a packet that is not its own");
  const auto* header = mtod(m, const ether_header*);
  if (header->ether_type == htons(ETHERTYPE_REVARP)) return kAnnouncement;
  uint64_t number;
  std::memcpy(&number, header + 1, sizeof(number));
  return number;
}

int Transmit(ifnet* ifp, mbuf* m) {
  epoch_tracker et;
  CURVNET_SET(ifp->if_vnet);
  NET_EPOCH_ENTER(et);
  const int error = ifp->if_transmit(ifp, m);
  NET_EPOCH_EXIT(et);
  CURVNET_RESTORE();
  return error;
}

#ifdef IFF_NEEDSEPOCH
constexpr int kEpochFlag = IFF_NEEDSEPOCH, kPromise = 0;
#else
constexpr int kEpochFlag = IFF_KNOWSEPOCH, kPromise = IFF_KNOWSEPOCH;
#endif

void PromiseEpoch(ifnet* ifp, bool on) {
  ifp->if_flags = (ifp->if_flags & ~kEpochFlag) | (on ? kPromise : kEpochFlag ^ kPromise);
}

void Input(ifnet* ifp, mbuf* chain) {
  AsThread as(InterruptThread());
  for (mbuf* m = chain; m != nullptr; m = m->m_nextpkt) {
    m->m_pkthdr.rcvif = ifp;
    if_inc_counter(ifp, IFCOUNTER_IPACKETS, 1);
  }
  epoch_tracker et;
  const bool promises = (ifp->if_flags & kEpochFlag) == kPromise;
  if (promises) NET_EPOCH_ENTER(et);
  ifp->if_input(ifp, chain);
  if (promises) NET_EPOCH_EXIT(et);
}

std::vector<uint64_t>& Received(const ifnet* ifp) {
  static std::map<const ifnet*, std::vector<uint64_t>> received;
  return received[ifp];
}

std::vector<int>& HashTypes(const ifnet* ifp) {
  static std::map<const ifnet*, std::vector<int>> types;
  return types[ifp];
}

uint64_t& InputDrops(const ifnet* ifp) {
  static std::map<const ifnet*, uint64_t> drops;
  return drops[ifp];
}

int& InputCalls(const ifnet* ifp) {
  static std::map<const ifnet*, int> calls;
  return calls[ifp];
}

// ether_input(): every packet must say that it came by this interface.
void StackInput(ifnet* ifp, mbuf* chain) {
  epoch_tracker et;
  NET_EPOCH_ENTER(et);
  ++InputCalls(ifp);
  while (mbuf* const m = chain) {
    chain = m->m_nextpkt;
    m->m_nextpkt = nullptr;
    if (m->m_pkthdr.rcvif != ifp) Complain("a packet is input on another interface than its own");
    if ((ifp->if_flags & IFF_UP) != 0) {
      ETHER_BPF_MTAP(ifp, m);
      if_inc_counter(ifp, IFCOUNTER_IBYTES, m->m_pkthdr.len);
      Received(ifp).push_back(NumberOf(m));
      HashTypes(ifp).push_back(M_HASHTYPE_GET(m));
    } else {
      ++InputDrops(ifp);
    }
    m_freem(m);
  }
  NET_EPOCH_EXIT(et);
}

}  // namespace fake

extern "C" {

void if_inc_counter(ifnet* ifp, ift_counter counter, int64_t amount) {
  ifp->counters[counter] += static_cast<uint64_t>(amount);
}

void fake_bpf_tap(ifnet* ifp, mbuf* m) {
  if (!fake::IsAlive(m)) fake::Complain("a tap sees a packet that is gone");
  if (bpf_peers_present(ifp->if_bpf)) ++ifp->if_bpf->packets;
}

}  // extern "C"
