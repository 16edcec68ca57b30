// SPDX-License-Identifier: BSD-2-Clause
// The interfaces that there are: attach, detach, names, addresses, references.
#include <algorithm>
#include <map>
#include <set>

#include "tests/stubs/freebsd/kernel/network.h"

extern "C" {
sx ifnet_sxlock{{"ifnet", true, nullptr, 0}};
}

struct fake_device {
  std::string name;
  bool attached = false;
};

struct fake_devclass {
  std::map<int, fake_device> units;
};

namespace fake {
namespace {

sx detach_lock{{"ifnet_detach", true, nullptr, 0}};
std::map<std::string, fake_devclass> classes;
std::set<unsigned short> indices;
#ifndef FAKE_OLDEST_KERNEL
unsigned short generations = 0;
#endif

struct LinkAddress {
  ifaddr address;
  sockaddr_dl link;
};

// The functions of an interface that is no more.
int DeadIoctl(ifnet*, u_long, caddr_t) { return ENXIO; }
void DeadQflush(ifnet*) {}
void DeadStart(ifnet*) {}
void DeadInput(ifnet*, mbuf* m) { m_freem(m); }
int DeadTransmit(ifnet*, mbuf* m) {
  m_freem(m);
  return ENXIO;
}

void Kill(ifnet* ifp) {
  ifp->if_ioctl = DeadIoctl;
  ifp->if_qflush = DeadQflush;
  ifp->if_input = DeadInput;
  ifp->if_transmit = DeadTransmit;
  ifp->if_start = DeadStart;
}

void List(ifnet* ifp) {
  sx_xlock(&ifnet_sxlock);
  STAILQ_INSERT_TAIL(&ifp->if_vnet->interfaces, ifp, if_link);
  sx_xunlock(&ifnet_sxlock);
}

// In the vnet that is current. The newest kernel tells of an arrival before there is anything to
// find, perhaps to somebody who looks at once.
void Arrive(ifnet* ifp) {
  ifp->if_vnet = fake_curvnet();
#ifdef FAKE_NEWEST_KERNEL
  EVENTHANDLER_INVOKE(ifnet_arrival_event, ifp);
  RunTasks();
  List(ifp);
  EVENTHANDLER_INVOKE(ifnet_attached_event, ifp);
#else
  List(ifp);
  EVENTHANDLER_INVOKE(ifnet_arrival_event, ifp);
#endif
}

void Unlist(ifnet* ifp) {
  sx_xlock(&ifnet_sxlock);
  STAILQ_REMOVE(&ifp->if_vnet->interfaces, ifp, ifnet, if_link);
  sx_xunlock(&ifnet_sxlock);
}

void RemoveIpAddresses(ifnet* ifp) {
  ifaddr* const link = ifp->if_addr;
  while (ifaddr* const first = STAILQ_FIRST(&ifp->if_addrhead)) {
    STAILQ_REMOVE_HEAD(&ifp->if_addrhead, ifa_link);
    if (first != link) delete first;
  }
  STAILQ_INSERT_TAIL(&ifp->if_addrhead, link, ifa_link);
}

void Down(ifnet* ifp) {
  EVENTHANDLER_INVOKE(ifnet_event, ifp, IFNET_EVENT_DOWN);
  ifp->if_flags &= ~IFF_UP;
  ifp->if_qflush(ifp);
  TellFlags(ifp, IFF_UP);
}

// What a removal and a move have in common.
void Depart(ifnet* ifp) {
  CURVNET_SET(ifp->if_vnet);
  Unlist(ifp);
  sx_xlock(&detach_lock);
  Down(ifp);
  RemoveIpAddresses(ifp);
  ifp->group_count = 0;
  EVENTHANDLER_INVOKE(ifnet_departure_event, ifp);
  sx_xunlock(&detach_lock);
  CURVNET_RESTORE();
}

uint64_t DefaultCounter(ifnet* ifp, ift_counter counter) { return ifp->counters[counter]; }

unsigned short LowestFreeIndex() {
  unsigned short index = 1;
  while (!indices.insert(index).second) ++index;
  return index;
}

}  // namespace

void StackInput(ifnet* ifp, mbuf* chain);  // packets.cc

void AttachEthernet(ifnet* ifp, const Mac& mac, vnet& where) {
  auto* own = new LinkAddress{};
  own->link.sdl_family = AF_LINK;
  own->link.sdl_alen = 6;
  own->link.sdl_type = IFT_ETHER;
  own->address.ifa_addr = reinterpret_cast<sockaddr*>(&own->link);
  ifp->if_addr = &own->address;
  std::copy(mac.begin(), mac.end(), IF_LLADDR(ifp));
  ifp->if_hw_addr = new uint8_t[6];
  std::copy(mac.begin(), mac.end(), ifp->if_hw_addr);
  ifp->if_bpf = new bpf_if{};
  STAILQ_INIT(&ifp->if_addrhead);
  STAILQ_INIT(&ifp->if_groups);
  STAILQ_INSERT_TAIL(&ifp->if_addrhead, ifp->if_addr, ifa_link);
  ifp->if_index = LowestFreeIndex();
#ifndef FAKE_OLDEST_KERNEL
  ifp->if_idxgen = ++generations;
#endif
  ifp->if_alloctype = IFT_ETHER;
  ifp->if_mtu = 1500;
  ifp->if_flags |= IFF_BROADCAST | IFF_MULTICAST;
  ifp->if_get_counter = DefaultCounter;
  ifp->references = 1;
  mbufq_init(&ifp->if_snd.packets, 256);
  CURVNET_SET(&where);
  Arrive(ifp);
  ifp->if_input = StackInput;
  EVENTHANDLER_INVOKE(ether_ifattach_event, ifp);
  CURVNET_RESTORE();
}

void DetachEthernet(ifnet* ifp) {
  if (ifp->if_linktask.function != nullptr) taskqueue_drain(taskqueue_thread, &ifp->if_linktask);
  ifp->if_flags |= IFF_DYING;
  Depart(ifp);
  Kill(ifp);
  indices.erase(ifp->if_index);
  if (ifp->references != 1)
    Complain(std::string(ifp->if_xname) + " is gone, with " + std::to_string(ifp->references - 1) +
             " references to it");
  mbufq_drain(&ifp->if_snd.packets);
  delete ifp->if_bpf;
  delete[] ifp->if_hw_addr;
  delete reinterpret_cast<LinkAddress*>(ifp->if_addr);
  ifp->if_addr = nullptr;
}

void MoveTo(ifnet* ifp, vnet& where) {
  Depart(ifp);
  CURVNET_SET(&where);
  Arrive(ifp);
  CURVNET_RESTORE();
}

void Rename(ifnet* ifp, const std::string& name) {
  CURVNET_SET(ifp->if_vnet);
  ifp->if_flags |= IFF_RENAMING;
#ifdef FAKE_NEWEST_KERNEL
  const std::string before = ifp->if_xname;
  fake_strlcpy(ifp->if_xname, name.c_str(), sizeof(ifp->if_xname));
  EVENTHANDLER_INVOKE(ifnet_rename_event, ifp, before.c_str());
#else
  EVENTHANDLER_INVOKE(ifnet_departure_event, ifp);
  fake_strlcpy(ifp->if_xname, name.c_str(), sizeof(ifp->if_xname));
  EVENTHANDLER_INVOKE(ifnet_arrival_event, ifp);
#endif
  ifp->if_flags &= ~IFF_RENAMING;
  CURVNET_RESTORE();
}

void GiveIpAddress(ifnet* ifp) {
  static sockaddr ip4{sizeof(sockaddr), AF_INET, {}};
  auto* const address = new ifaddr{&ip4, {}};
  STAILQ_INSERT_TAIL(&ifp->if_addrhead, address, ifa_link);
}

void AddDevice(const std::string& driver, int unit) { classes[driver].units[unit].name = driver; }
void FinishAttach(const std::string& driver, int unit) {
  const device_t device = FindDevice(driver, unit);
  device->attached = true;
  EVENTHANDLER_INVOKE(device_attach, device);
}
void RemoveDevice(const std::string& driver, int unit) { classes[driver].units.erase(unit); }
device_t FindDevice(const std::string& driver, int unit) {
  return devclass_get_device(devclass_find(driver.c_str()), unit);
}

}  // namespace fake

extern "C" {

devclass_t devclass_find(const char* name) {
  const auto found = fake::classes.find(name);
  return found == fake::classes.end() ? nullptr : &found->second;
}

device_t devclass_get_device(devclass_t devclass, int unit) {
  if (devclass == nullptr) return nullptr;
  const auto found = devclass->units.find(unit);
  return found == devclass->units.end() ? nullptr : &found->second;
}

int device_is_attached(device_t device) { return device->attached; }

ifnet* if_alloc(uint8_t type) {
  fake::MaySleep("memory");
  auto* const ifp = new ifnet{};
  ifp->if_alloctype = type;
  return ifp;
}

void if_initname(ifnet* ifp, const char* name, int unit) {
  ifp->if_dname = name;
  ifp->if_dunit = unit;
  fake_strlcpy(ifp->if_xname, (name + std::to_string(unit)).c_str(), IFNAMSIZ);
}

void if_free(ifnet* ifp) { delete ifp; }

void ether_ifattach(ifnet* ifp, const uint8_t* mac) {
  fake::Mac copy;
  std::copy(mac, mac + copy.size(), copy.begin());
  fake::AttachEthernet(ifp, copy, fake::HostVnet());
}

void ether_ifdetach(ifnet* ifp) { fake::DetachEthernet(ifp); }

int ether_ioctl(ifnet*, u_long, caddr_t) { return EINVAL; }

void if_ref(ifnet* ifp) { ++ifp->references; }

#ifndef FAKE_OLDEST_KERNEL
bool if_try_ref(ifnet* ifp) {
  if_ref(ifp);
  return true;
}
#endif

void if_rele(ifnet* ifp) {
  if (--ifp->references < 1) fake::Complain("releases an interface that it does not hold");
}

ifnet* ifunit_ref(const char* name) {
  ifnet* each;
  STAILQ_FOREACH(each, &V_ifnet, if_link)
  if (std::string(each->if_xname) == name) {
    if_ref(each);
    return each;
  }
  return nullptr;
}

}  // extern "C"
