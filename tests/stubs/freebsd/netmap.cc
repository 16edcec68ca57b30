// SPDX-License-Identifier: BSD-2-Clause
#include "tests/stubs/freebsd/netmap.h"

#include <sys/epoch.h>

#include <utility>

namespace {

Netmap& Of(ifnet* ifp) { return *static_cast<Netmap*>(ifp->if_netmap); }

}  // namespace

// The stack sends: to the program.
int netmap_transmit(ifnet* ifp, mbuf* m) {
  if (!Of(ifp).active_) fake::Complain("the stack sends to a netmap that is over");
  Of(ifp).from_stack.push_back(fake::NumberOf(m));
  m_freem(m);
  return 0;
}

Netmap::Netmap(ifnet* ifp, Mode mode)
    : ifp_(ifp), mode_(mode), netmap_before_(ifp->if_netmap), up_(ifp->if_input) {
  ifp->if_netmap = this;
  if (mode_ == kEmulated) input_ = std::exchange(ifp->if_input, Input);
  transmit_ = std::exchange(ifp->if_transmit, netmap_transmit);
  if (mode_ == kNative) ifp->if_capenable |= IFCAP_NETMAP;
}

void Netmap::End() {
  if (!std::exchange(active_, false)) return;
  if (mode_ == kEmulated) ifp_->if_input = std::exchange(input_, nullptr);
  ifp_->if_transmit = transmit_;
  if (mode_ == kNative) ifp_->if_capenable &= ~IFCAP_NETMAP;
  ifp_->if_netmap = netmap_before_;
}

// Emulation takes one packet, and does not see that others follow.
void Netmap::Input(ifnet* ifp, mbuf* m) {
  auto* const self = static_cast<Netmap*>(ifp->if_netmap);
  if (self == nullptr || self->input_ == nullptr) {
    fake::Complain("a packet is given to a netmap that is over");
  } else {
    self->received.push_back(fake::NumberOf(m));
  }
  m_freem(m);
}

int Netmap::Send(uint64_t number, bool last_memory) {
  if (mode_ == kNative) return 0;
  mbuf* const m = fake::MakePacket(number);
  m->m_flags |= M_EXT;
  m->m_ext.ext_type = EXT_NET_DRV;
  if (last_memory) fake::FailAllocations(1);
  epoch_tracker et;
  CURVNET_SET(ifp_->if_vnet);
  NET_EPOCH_ENTER(et);
  const int error = transmit_(ifp_, m);
  fake::FailAllocations(0);
  NET_EPOCH_EXIT(et);
  CURVNET_RESTORE();
  return error;
}

void Netmap::SendUp(uint64_t number) {
  mbuf* const m = fake::MakePacket(number);
  m->m_pkthdr.rcvif = ifp_;
  up_(ifp_, m);
}

void Netmap::TakeFromRings(mbuf* chain) {
  while (mbuf* const m = chain) {
    chain = m->m_nextpkt;
    received.push_back(fake::NumberOf(m));
    m_freem(m);
  }
}
