// SPDX-License-Identifier: BSD-2-Clause
// What is set on an interface: the stack's half of ifconfig, and its calls of the driver.
#include <net/route.h>
#include <sys/epoch.h>
#include <sys/priv.h>

#include <algorithm>

#include "tests/stubs/freebsd/kernel/network.h"

namespace {

sx vlan_lock{{"vlan", true, nullptr, 0}};

int CallDriver(ifnet* ifp, u_long command) {
  ifreq request{};
  fake_strlcpy(request.ifr_name, ifp->if_xname, sizeof(request.ifr_name));
  request.ifr_flags = static_cast<unsigned short>(ifp->if_flags);
  request.ifr_flagshigh = static_cast<unsigned short>(ifp->if_flags >> 16);
  return ifp->if_ioctl(ifp, command, reinterpret_cast<caddr_t>(&request));
}

// Up and down: the driver's answer is not listened to.
int ChangeFlags(ifnet* ifp, int wanted, caddr_t data) {
  constexpr int kCannotChange = IFF_BROADCAST | IFF_MULTICAST | IFF_PROMISC | IFF_ALLMULTI;
  const bool rises = (wanted & IFF_UP) != 0 && (ifp->if_flags & IFF_UP) == 0;
  if ((ifp->if_flags & IFF_UP) != 0 && (wanted & IFF_UP) == 0) {
    EVENTHANDLER_INVOKE(ifnet_event, ifp, IFNET_EVENT_DOWN);
    ifp->if_flags &= ~IFF_UP;
    ifp->if_qflush(ifp);
    fake::TellFlags(ifp, IFF_UP);
  }
  ifp->if_flags = (ifp->if_flags & kCannotChange) | (wanted & ~kCannotChange);
  (void)ifp->if_ioctl(ifp, SIOCSIFFLAGS, data);
  if (rises) {
    fake::TellFlags(ifp, IFF_UP);
    EVENTHANDLER_INVOKE(ifnet_event, ifp, IFNET_EVENT_UP);
  }
  return 0;
}

int ChangeMtu(ifnet* ifp, const ifreq& request, caddr_t data) {
  if (request.ifr_mtu < IF_MINMTU || request.ifr_mtu > IF_MAXMTU) return EINVAL;
  if (ifp->if_bridge != nullptr) return EOPNOTSUPP;
  const int error = ifp->if_ioctl(ifp, SIOCSIFMTU, data);
  if (error == 0) fake::TellFlags(ifp, 0);
  return error;
}

// A flag with a count: the driver hears of the first and of the last.
int CountFlag(ifnet* ifp, int flag, int* count, int on) {
  const int old_flags = ifp->if_flags, old_count = *count;
  if (on ? (*count)++ != 0 : --*count != 0) return 0;
  if (*count < 0) fake::Complain("a flag is taken back that was not set");
  ifp->if_flags = on ? ifp->if_flags | flag : ifp->if_flags & ~flag;
  const int error = CallDriver(ifp, SIOCSIFFLAGS);
  if (error != 0) {
    ifp->if_flags = old_flags;
    *count = old_count;
    return error;
  }
  fake::TellFlags(ifp, flag);
  return 0;
}

void TellOfLink(ifnet* ifp) {
  CURVNET_SET(ifp->if_vnet);
  fake::TellFlags(ifp, 0);
  EVENTHANDLER_INVOKE(ifnet_link_event, ifp, ifp->if_link_state);
  CURVNET_RESTORE();
}

void LinkTask(void* ifp, int) { TellOfLink(static_cast<ifnet*>(ifp)); }

fake_group* FindGroup(ifnet* ifp, const void* mac) {
  for (int i = 0; i < ifp->group_count; ++i)
    if (std::memcmp(ifp->groups[i].mac, mac, 6) == 0) return &ifp->groups[i];
  return nullptr;
}

const char* MacOf(sockaddr* address) { return LLADDR(reinterpret_cast<sockaddr_dl*>(address)); }

sockaddr_dl LinkAddress(const fake::Mac& mac) {
  sockaddr_dl out{};
  out.sdl_family = AF_LINK;
  out.sdl_alen = 6;
  std::memcpy(LLADDR(&out), mac.data(), mac.size());
  return out;
}

}  // namespace

namespace fake {

int Ioctl(ifnet* ifp, u_long command, ifreq* request) {
  CURVNET_SET(ifp->if_vnet);
  fake_strlcpy(request->ifr_name, ifp->if_xname, sizeof(request->ifr_name));
  const int error = ifhwioctl(command, ifp, reinterpret_cast<caddr_t>(request), curthread);
  CURVNET_RESTORE();
  return error;
}

int SetUp(ifnet* ifp, bool up) {
  const int flags = up ? ifp->if_flags | IFF_UP : ifp->if_flags & ~IFF_UP;
  ifreq request{};
  request.ifr_flags = static_cast<unsigned short>(flags);
  request.ifr_flagshigh = static_cast<unsigned short>(flags >> 16);
  return Ioctl(ifp, SIOCSIFFLAGS, &request);
}

int SetMtu(ifnet* ifp, int mtu) {
  ifreq request{};
  request.ifr_mtu = mtu;
  return Ioctl(ifp, SIOCSIFMTU, &request);
}

int SetCapabilities(ifnet* ifp, int enabled) {
  ifreq request{};
  request.ifr_reqcap = enabled;
  return Ioctl(ifp, SIOCSIFCAP, &request);
}

int SetCapabilitiesByName([[maybe_unused]] ifnet* ifp, [[maybe_unused]] int enabled) {
#ifdef SIOCSIFCAPNV
  if ((enabled & ~ifp->if_capabilities) != 0) return EINVAL;
  siocsifcapnv_driver_data data{enabled, 0};
  CURVNET_SET(ifp->if_vnet);
  const int error = ifp->if_ioctl(ifp, SIOCSIFCAPNV, reinterpret_cast<caddr_t>(&data));
  CURVNET_RESTORE();
  return error;
#else
  return EINVAL;
#endif
}

// An interface that is up is taken down and up, for its driver to see.
void SetAddress(ifnet* ifp, const Mac& mac) {
  CURVNET_SET(ifp->if_vnet);
  std::copy(mac.begin(), mac.end(), IF_LLADDR(ifp));
  if ((ifp->if_flags & IFF_UP) != 0) {
    ifp->if_flags &= ~IFF_UP;
    (void)CallDriver(ifp, SIOCSIFFLAGS);
    ifp->if_flags |= IFF_UP;
    (void)CallDriver(ifp, SIOCSIFFLAGS);
  }
  EVENTHANDLER_INVOKE(iflladdr_event, ifp);
  CURVNET_RESTORE();
}

int SetPromiscuous(ifnet* ifp, bool on) {
  CURVNET_SET(ifp->if_vnet);
  const int error = ifpromisc(ifp, on);
  CURVNET_RESTORE();
  return error;
}

int Join(ifnet* ifp, const Mac& group) {
  CURVNET_SET(ifp->if_vnet);
  sockaddr_dl address = LinkAddress(group);
  const int error = if_addmulti(ifp, reinterpret_cast<sockaddr*>(&address), nullptr);
  CURVNET_RESTORE();
  return error;
}

int Leave(ifnet* ifp, const Mac& group) {
  CURVNET_SET(ifp->if_vnet);
  sockaddr_dl address = LinkAddress(group);
  const int error = if_delmulti(ifp, reinterpret_cast<sockaddr*>(&address));
  CURVNET_RESTORE();
  return error;
}

void AddVlan(ifnet* ifp, uint16_t id) {
  sx_xlock(&vlan_lock);
  ifp->if_vlantrunk = ifp->vlans;
  ifp->vlans[id / 64] |= uint64_t{1} << id % 64;
  EVENTHANDLER_INVOKE(vlan_config, ifp, id);
  sx_xunlock(&vlan_lock);
}

void RemoveVlan(ifnet* ifp, uint16_t id) {
  sx_xlock(&vlan_lock);
  ifp->vlans[id / 64] &= ~(uint64_t{1} << id % 64);
  if (std::count(ifp->vlans, ifp->vlans + 64, uint64_t{0}) == 64) ifp->if_vlantrunk = nullptr;
  EVENTHANDLER_INVOKE(vlan_unconfig, ifp, id);
  sx_xunlock(&vlan_lock);
}

void LinkChanged(ifnet* ifp, int state) {
  ifp->driver_link = state;
  if (ifp->if_link_state == state) return;
  ifp->if_link_state = static_cast<uint8_t>(state);
  AsThread as(InterruptThread());
  TellOfLink(ifp);
}

void TellFlags(ifnet* ifp, int changed) {
  (void)fake_curvnet();
  ++ifp->messages;
  ifp->told |= changed;
}

}  // namespace fake

extern "C" {

void if_link_state_change(ifnet* ifp, int state) {
  if (ifp->if_link_state == state) return;
  ifp->if_link_state = static_cast<uint8_t>(state);
  ifp->if_linktask.function = LinkTask;
  ifp->if_linktask.context = ifp;
  taskqueue_enqueue(taskqueue_thread, &ifp->if_linktask);
}

int ifhwioctl(u_long command, ifnet* ifp, caddr_t data, thread* td) {
  auto* request = reinterpret_cast<ifreq*>(data);
  if (command != SIOCGIFMEDIA && command != SIOCGIFXMEDIA)
    if (const int error = priv_check(td, 0); error != 0) return error;
  switch (command) {
    case SIOCSIFFLAGS:
      return ChangeFlags(ifp, request->ifr_flags | request->ifr_flagshigh << 16, data);
    case SIOCSIFMTU:
      return ChangeMtu(ifp, *request, data);
    case SIOCSIFCAP:
      if ((request->ifr_reqcap & ~ifp->if_capabilities) != 0) return EINVAL;
      [[fallthrough]];
    default:
      return ifp->if_ioctl(ifp, command, data);
  }
}

int ifpromisc(ifnet* ifp, int on) { return CountFlag(ifp, IFF_PROMISC, &ifp->if_pcount, on); }
int if_allmulti(ifnet* ifp, int on) { return CountFlag(ifp, IFF_ALLMULTI, &ifp->if_amcount, on); }

// What the driver answers to a new group or to one less is not listened to; there is no request.
int if_addmulti(ifnet* ifp, sockaddr* address, ifmultiaddr**) {
  if (fake_group* const group = FindGroup(ifp, MacOf(address))) {
    ++group->references;
    return 0;
  }
  if (ifp->group_count == FAKE_MAX_GROUPS) return ENOMEM;
  fake_group& added = ifp->groups[ifp->group_count++];
  std::memcpy(added.mac, MacOf(address), 6);
  added.references = 1;
  (void)fake_curvnet();
  (void)ifp->if_ioctl(ifp, SIOCADDMULTI, nullptr);
  return 0;
}

int if_delmulti(ifnet* ifp, sockaddr* address) {
  fake_group* const group = FindGroup(ifp, MacOf(address));
  if (group == nullptr) return ENOENT;
  if (--group->references != 0) return 0;
  std::copy(group + 1, ifp->groups + ifp->group_count--, group);
  (void)fake_curvnet();
  (void)ifp->if_ioctl(ifp, SIOCDELMULTI, nullptr);
  return 0;
}

u_int if_foreach_llmaddr(ifnet* ifp, iflladdr_cb_t* callback, void* argument) {
  u_int count = 0;
  for (int i = 0; i < ifp->group_count; ++i) {
    sockaddr_dl address{};
    address.sdl_alen = 6;
    std::memcpy(LLADDR(&address), ifp->groups[i].mac, 6);
    count += callback(argument, &address, count);
  }
  return count;
}

#ifdef FAKE_NEWEST_KERNEL
void rt_ifmsg(ifnet* ifp, int changed) { fake::TellFlags(ifp, changed); }
#else
void rt_ifmsg(ifnet* ifp) { fake::TellFlags(ifp, ~0); }
#endif

ifnet* fake_vlan_devat(ifnet* ifp, uint16_t id) {
  if (!fake_in_epoch()) fake::Complain("looks for a VLAN outside of the net epoch");
  return (ifp->vlans[id / 64] >> id % 64 & 1) != 0 ? ifp : nullptr;
}

void fake_vlan_capabilities(ifnet* ifp) {
  sx_xlock(&vlan_lock);
  ++ifp->vlan_refreshes;
  sx_xunlock(&vlan_lock);
}

}  // extern "C"
