// SPDX-License-Identifier: BSD-2-Clause
#include "tests/stubs/freebsd/nic.h"

#include <sys/epoch.h>

#include <algorithm>
#include <utility>

#include "tests/stubs/freebsd/netmap.h"

std::vector<std::string>& Journal() {
  static std::vector<std::string> journal;
  return journal;
}

std::vector<uint64_t>& Wire() {
  static std::vector<uint64_t> wire;
  return wire;
}

Nic::Nic(std::string role, NicSpec spec) : role_(std::move(role)), spec_(std::move(spec)) {
  sx_init(&core_lock_, spec_.start_routine ? "classic driver" : "driver");
  mtx_init(&queue_lock_, "driver's queue", nullptr, MTX_DEF);
  callout_init(&ring_timer_, 1);
  callout_init(&link_timer_, 1);
}

Nic::~Nic() {
  if (attached_) Detach();
}

void Nic::Attach() {
  if (spec_.has_device) fake::AddDevice(spec_.driver, spec_.unit);
  ifnet_ = {};
  ifnet_.if_softc = this;
  ifnet_.if_dname = spec_.driver.c_str();
  ifnet_.if_dunit = spec_.unit;
  fake_strlcpy(ifnet_.if_xname, (spec_.driver + std::to_string(spec_.unit)).c_str(), IFNAMSIZ);
  ifnet_.if_capabilities = ifnet_.if_capenable = spec_.capabilities;
  ifnet_.if_hw_tsomax = spec_.tso_bytes;
  ifnet_.if_hw_tsomaxsegcount = spec_.tso_segments;
  ifnet_.if_hw_tsomaxsegsize = spec_.tso_segment_bytes;
  ifnet_.if_link_state =
      static_cast<uint8_t>(cable_ && spec_.link_ns == 0 ? spec_.link : LINK_STATE_DOWN);
  ifnet_.driver_link = ifnet_.if_link_state;
  ifnet_.if_transmit = [](ifnet* ifp, mbuf* m) { return Of(ifp).Transmit(m); };
  ifnet_.if_qflush = [](ifnet* ifp) { ++Of(ifp).flushes; };
  ifnet_.if_ioctl = [](ifnet* ifp, u_long command, caddr_t data) {
    return Of(ifp).Ioctl(command, data);
  };
  if (spec_.start_routine) {
    // the stack's own transmit, and what it calls then
    ifnet_.if_transmit = [](ifnet* ifp, mbuf* m) {
      const int error = mbufq_enqueue(&ifp->if_snd.packets, m);
      if (error != 0) m_freem(m);
      ifp->if_start(ifp);
      return error;
    };
    ifnet_.if_start = [](ifnet* ifp) {
      while (mbuf* const m = mbufq_dequeue(&ifp->if_snd.packets)) (void)Of(ifp).Transmit(m);
    };
  }
  Assist();
  attached_ = true;
  fake::AttachEthernet(&ifnet_, spec_.mac, *spec_.where);
}

void Nic::FinishAttach() { fake::FinishAttach(spec_.driver, spec_.unit); }

// As a driver does when its device is taken away.
void Nic::Detach() {
  const device_t device = fake::FindDevice(spec_.driver, spec_.unit);
  if (device != nullptr) EVENTHANDLER_INVOKE(device_detach, device, EVHDEV_DETACH_BEGIN);
  if (spec_.stops_first) Stop();
  fake::DetachEthernet(&ifnet_);
  callout_stop(&link_timer_);
  FlushRing();
  FreeTransmitted(0);
  attached_ = false;
  if (device == nullptr) return;
  EVENTHANDLER_INVOKE(device_detach, device, EVHDEV_DETACH_COMPLETE);
  fake::RemoveDevice(spec_.driver, spec_.unit);
}

int Nic::Refusal(u_long command) {
  const auto found = refusals_.find(command);
  if (found == refusals_.end()) return 0;
  const int error = found->second.error;
  if (--found->second.times == 0) refusals_.erase(found);
  return error;
}

int Nic::Ioctl(u_long command, caddr_t data) {
  const auto* request = reinterpret_cast<const ifreq*>(data);
  int error = 0;
  sx_xlock(&core_lock_);
  switch (command) {
    case SIOCSIFFLAGS:
      error = Flags();
      break;
    case SIOCSIFMTU:
      Note("mtu " + std::to_string(request->ifr_mtu));
      error = request->ifr_mtu > spec_.mtu_max ? EINVAL : Refusal(command);
      if (error == 0) ifnet_.if_mtu = static_cast<u_int>(request->ifr_mtu);
      break;
    case SIOCSIFCAP:
      Note("caps");
      error = Refusal(command);
      if (error == 0 || refuses_too_late) Capabilities(request->ifr_reqcap);
      break;
#ifdef SIOCSIFCAPNV
    case SIOCSIFCAPNV:
      Note("caps by name");
      Capabilities(reinterpret_cast<const siocsifcapnv_driver_data*>(data)->reqcap);
      break;
#endif
    case SIOCADDMULTI:
    case SIOCDELMULTI:
      Note(command == SIOCADDMULTI ? "join" : "leave");
      error = Refusal(command);
      break;
    case SIOCSIFMEDIA:
    case SIOCGIFMEDIA:
    case SIOCGIFXMEDIA:
      error = Media(command, data);
      break;
    case SIOCGIFRSSKEY:
    case SIOCGIFRSSHASH:
      error = Rss(command, data);
      break;
    default:
      error = EINVAL;
  }
  sx_xunlock(&core_lock_);
  return error;
}

int Nic::Flags() {
  const bool wanted = (ifnet_.if_flags & IFF_UP) != 0;
  if (wanted == running()) {
    Note("flags");
    return Refusal(kFilterFlags);
  }
  Note(wanted ? "up" : "down");
  if (!wanted) {
    Stop();
    return 0;
  }
  if (const int error = Refusal(SIOCSIFFLAGS)) return error;
  if (!comes_up_silently_dead) ifnet_.if_drv_flags |= IFF_DRV_RUNNING;
  Negotiate();
  return 0;
}

void Nic::Stop() {
  ifnet_.if_drv_flags &= ~IFF_DRV_RUNNING;
  FlushRing();
  FreeTransmitted(0);
  Negotiate();
}

void Nic::SetCable(bool plugged) {
  cable_ = plugged;
  if (!attached_) return;
  if (plugged) return spec_.link_ns != 0 ? Negotiate() : ShowLink(LINK_STATE_UP);
  callout_stop(&link_timer_);
  FlushRing();
  FreeTransmitted(0);
  ShowLink(LINK_STATE_DOWN);
}

// A device that takes its time to find link has none while it is down.
void Nic::Negotiate() {
  if (spec_.link_ns == 0) return;
  callout_stop(&link_timer_);
  if (!running()) return ShowLink(LINK_STATE_DOWN);
  if (!cable_) return;
  callout_reset_sbt(
      &link_timer_, nstosbt(spec_.link_ns), 0,
      [](void* nic) { static_cast<Nic*>(nic)->ShowLink(LINK_STATE_UP); }, this, 0);
}

void Nic::ShowLink(int state) {
  if (ifnet_.driver_link != state) fake::LinkChanged(&ifnet_, state);
}

bool Nic::HasLink() const {
  return attached_ && !dead_ && running() && ifnet_.driver_link != LINK_STATE_DOWN;
}

void Nic::Die() {
  dead_ = true;
  callout_stop(&ring_timer_);
}

void Nic::Capabilities(int wanted) {
  ifnet_.if_capenable =
      ((wanted | always_on) & spec_.capabilities) | (ifnet_.if_capenable & IFCAP_NETMAP);
  Assist();
}

// What the device does for the stack follows from what is on.
void Nic::Assist() { ifnet_.if_hwassist = OwnAssist(); }

uint64_t Nic::OwnAssist() const {
  uint64_t on = 0;
  if ((ifnet_.if_capenable & IFCAP_TXCSUM) != 0) on |= CSUM_IP | CSUM_IP_TCP | CSUM_IP_UDP;
  if ((ifnet_.if_capenable & IFCAP_TXCSUM_IPV6) != 0) on |= CSUM_IP6_TCP | CSUM_IP6_UDP;
  if ((ifnet_.if_capenable & IFCAP_TSO4) != 0) on |= CSUM_IP_TSO;
  if ((ifnet_.if_capenable & IFCAP_TSO6) != 0) on |= CSUM_IP6_TSO;
  return on & spec_.assist;
}

int Nic::Media(u_long command, caddr_t data) {
  Note("media");
  if (name() != reinterpret_cast<const ifmediareq*>(data)->ifm_name)
    fake::Complain(name() + " is asked by another's name");
  if (command == SIOCGIFMEDIA) {
    auto* const media = reinterpret_cast<ifmediareq*>(data);
    media->ifm_active = spec_.unit + 100;
    media->ifm_status = IFM_AVALID | (ifnet_.driver_link == LINK_STATE_DOWN ? 0 : IFM_ACTIVE);
  }
  return Refusal(command);
}

// Both requests begin with its name.
int Nic::Rss(u_long command, caddr_t data) {
  Note("rss");
  if (name() != data) fake::Complain(name() + " is asked by another's name");
  if ((ifnet_.if_drv_flags & IFF_DRV_RUNNING) == 0)
    fake::Complain(name() + " is asked for its key before it has one");
  if (!spec_.hashing) return EOPNOTSUPP;
  if (command == SIOCGIFRSSHASH) {
    auto* const hash = reinterpret_cast<ifrsshash*>(data);
    hash->ifrh_func = spec_.hashing->function;
    hash->ifrh_types = spec_.hashing->types;
  } else {
    auto* const key = reinterpret_cast<ifrsskey*>(data);
    key->ifrk_func = spec_.hashing->function;
    key->ifrk_keylen = static_cast<uint16_t>(spec_.hashing->key.size());
    std::copy(spec_.hashing->key.begin(), spec_.hashing->key.end(), key->ifrk_key);
  }
  return Refusal(command);
}

void Nic::FreeTransmitted(size_t all_but) {
  for (; transmitted_.size() > all_but; transmitted_.pop_front()) m_freem(transmitted_.front());
}

// The packet is the driver's, whatever this returns.
int Nic::Transmit(mbuf* m) {
  if (!fake_in_epoch()) fake::Complain(name() + " transmits outside of the net epoch");
  if ((ifnet_.if_capenable & IFCAP_NETMAP) != 0)
    fake::Complain(name() + " is given a packet while its rings are netmap's");
  if ((m->m_flags & M_EXT) != 0) ++lent;
  mtx_lock(&queue_lock_);
  const int error = running() ? transmit_error : ENETDOWN;
  if (!running()) ++lost;
  if (error != 0)
    Lose(m);
  else if (spec_.transmit_ns == 0)
    Leave(m);
  else
    Queue(m);
  mtx_unlock(&queue_lock_);
  FreeTransmitted(frees_late);
  return error;
}

void Nic::Queue(mbuf* m) {
  if (!dead_ && !HasLink()) return Lose(m);
  ring_.push_back({m, sbinuptime() + nstosbt(spec_.transmit_ns)});
  if (!dead_ && ring_.size() == 1) StartRing();
}

void Nic::StartRing() {
  callout_reset_sbt(
      &ring_timer_, ring_.front().due, 0, [](void* nic) { static_cast<Nic*>(nic)->NextOfRing(); },
      this, C_ABSOLUTE);
}

void Nic::NextOfRing() {
  mtx_lock(&queue_lock_);
  mbuf* const m = ring_.front().m;
  ring_.pop_front();
  if (!ring_.empty()) StartRing();
  Leave(m);
  mtx_unlock(&queue_lock_);
  FreeTransmitted(frees_late);
}

void Nic::FlushRing() {
  callout_stop(&ring_timer_);
  for (; !ring_.empty(); ring_.pop_front()) Lose(ring_.front().m);
}

void Nic::Leave(mbuf* m) {
  const uint64_t number = fake::NumberOf(m);
  if (number != fake::kAnnouncement) {
    sent.push_back(number);
    Wire().push_back(number);
    if_inc_counter(&ifnet_, IFCOUNTER_OPACKETS, 1);
  } else if ((m->m_flags & M_BCAST) == 0) {
    ++markers;
  } else {
    ++announcements;
    Note("announce");
  }
  transmitted_.push_back(m);
  if (on_wire) on_wire(number);
}

void Nic::Lose(mbuf* m) {
  const uint64_t number = fake::NumberOf(m);
  transmitted_.push_back(m);
  if (number == fake::kAnnouncement) return;
  not_sent.push_back(number);
  if (on_lost) on_lost(number);
}

void Nic::Receive(std::initializer_list<uint64_t> numbers) {
  Receive(std::vector<uint64_t>(numbers));
}

void Nic::Receive(const std::vector<uint64_t>& numbers) {
  mbuf* first = nullptr;
  mbuf** last = &first;
  for (const uint64_t number : numbers) {
    *last = fake::MakePacket(number);
    last = &(*last)->m_nextpkt;
  }
  if ((ifnet_.if_capenable & IFCAP_NETMAP) != 0)
    static_cast<Netmap*>(ifnet_.if_netmap)->TakeFromRings(first);
  else if (first != nullptr)
    fake::Input(&ifnet_, first);
}
