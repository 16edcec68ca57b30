// SPDX-License-Identifier: BSD-2-Clause
// The network stack around drivers and adapter: what drivers, administrators and the stack itself
// do.
#ifndef TESTS_STUBS_FREEBSD_KERNEL_NETWORK_H_
#define TESTS_STUBS_FREEBSD_KERNEL_NETWORK_H_

#include <net/bpf.h>
#include <net/ethernet.h>
#include <net/if_arp.h>
#include <net/if_types.h>
#include <net/if_var.h>
// after what it needs
#include <net/if_private.h>
#include <net/if_vlan_var.h>
#include <sys/bus.h>
#include <sys/sockio.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/stubs/freebsd/kernel/kernel.h"

namespace fake {

using Mac = std::array<uint8_t, 6>;

// ---- by drivers ----
void AttachEthernet(ifnet* ifp, const Mac& mac, vnet& where);  // ether_ifattach()
void DetachEthernet(ifnet* ifp);                               // ether_ifdetach()
void AddDevice(const std::string& driver, int unit);
void FinishAttach(const std::string& driver, int unit);
void RemoveDevice(const std::string& driver, int unit);
device_t FindDevice(const std::string& driver, int unit);
void LinkChanged(ifnet* ifp, int state);  // if_link_state_change(), and its task
void PromiseEpoch(ifnet* ifp, bool on);   // that it is in the net epoch when it calls if_input
void Input(ifnet* ifp, mbuf* chain);      // a driver's interrupt

// ---- by modules ----
void LoadTcpStack(bool queues_segments);  // RACK and the like do
void UnloadTcpStack();                    // the one that was loaded last

// ---- by administrators (the calling thread's vnet and rights) ----
int Ioctl(ifnet* ifp, u_long command, ifreq* request);
int SetUp(ifnet* ifp, bool up);
int SetMtu(ifnet* ifp, int mtu);
int SetCapabilities(ifnet* ifp, int enabled);
int SetCapabilitiesByName(ifnet* ifp, int enabled);  // EINVAL where there is no SIOCSIFCAPNV
void Rename(ifnet* ifp, const std::string& name);
void MoveTo(ifnet* ifp, vnet& where);
void SetAddress(ifnet* ifp, const Mac& mac);
int SetPromiscuous(ifnet* ifp, bool on);  // as a tap does
int Join(ifnet* ifp, const Mac& group);
int Leave(ifnet* ifp, const Mac& group);
void AddVlan(ifnet* ifp, uint16_t id);
void RemoveVlan(ifnet* ifp, uint16_t id);
void GiveIpAddress(ifnet* ifp);

// ---- by the stack ----
void TellFlags(ifnet* ifp, int changed);   // rt_ifmsg()
constexpr uint64_t kAnnouncement = ~0ull;  // a reverse ARP, which has no number of ours
mbuf* MakePacket(uint64_t number, bool multicast = false);
uint64_t NumberOf(const mbuf* m);
int Transmit(ifnet* ifp, mbuf* m);  // ether_output()'s last step
/// The numbers of the packets that the stack has received on that interface.
std::vector<uint64_t>& Received(const ifnet* ifp);
/// What it was told of their hashes: M_HASHTYPE_*.
std::vector<int>& HashTypes(const ifnet* ifp);
/// How many packets the stack dropped there because the interface was down.
uint64_t& InputDrops(const ifnet* ifp);
/// How often the stack's input was called for that interface.
int& InputCalls(const ifnet* ifp);

}  // namespace fake

#endif  // TESTS_STUBS_FREEBSD_KERNEL_NETWORK_H_
