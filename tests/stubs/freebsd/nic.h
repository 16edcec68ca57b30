// SPDX-License-Identifier: BSD-2-Clause
// A NIC and its driver, which does what it is told, writes down what that was, and fails on demand.
#ifndef TESTS_STUBS_FREEBSD_NIC_H_
#define TESTS_STUBS_FREEBSD_NIC_H_

#include <net/if_media.h>
#include <sys/callout.h>
#include <sys/mutex.h>

#include <deque>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/stubs/freebsd/kernel/network.h"

inline constexpr fake::Mac kMac{0x02, 0x11, 0x22, 0x33, 0x44, 0x55};
inline constexpr int kUsualCaps = IFCAP_RXCSUM | IFCAP_TXCSUM | IFCAP_TXCSUM_IPV6 | IFCAP_TSO4 |
                                  IFCAP_TSO6 | IFCAP_LRO | IFCAP_VLAN_MTU | IFCAP_LINKSTATE;
inline constexpr uint64_t kUsualAssist =
    CSUM_IP_TCP | CSUM_IP_UDP | CSUM_IP6_TCP | CSUM_IP6_UDP | CSUM_IP_TSO | CSUM_IP6_TSO;

/// Takes packets whose data is not mapped.
#ifdef IFCAP_MEXTPG
inline constexpr int kUnmapped = IFCAP_MEXTPG;
#else
inline constexpr int kUnmapped = IFCAP_NOMAP;
#endif

/// For Refuse(): a change of flags that is neither up nor down, such as all-multicast.
inline constexpr u_long kFilterFlags = 0x10000;

/// How a NIC hashes what it receives.
struct Hashing {
  uint8_t function = RSS_FUNC_TOEPLITZ;
  std::vector<uint8_t> key;
  uint32_t types = 0;  // RSS_TYPE_*
};

struct NicSpec {
  std::string driver = "vtnet";
  int unit = 0;
  fake::Mac mac = kMac;
  int capabilities = kUsualCaps;
  uint64_t assist = kUsualAssist;  // CSUM_* that the device can do
  unsigned tso_bytes = 65518, tso_segments = 31, tso_segment_bytes = 4096;
  int mtu_max = 9000;
  int link = LINK_STATE_UP;
  std::optional<Hashing> hashing = std::nullopt;  // what its driver tells, when it runs
  bool has_device = true;
  bool start_routine = false;
  bool stops_first = false;  // when it is taken away: before the stack hears of it
  int64_t transmit_ns = 0;   // from the ring to the wire, for each packet; 0: at once
  int64_t link_ns = 0;       // from being brought up to link; 0: it shows its link at all times
  vnet* where = &fake::HostVnet();
};

/// What all drivers were told, in order: "S mtu 9000", "V up", "V transmit 7".
std::vector<std::string>& Journal();

/// The numbers of the packets that left, by whatever driver, in order.
std::vector<uint64_t>& Wire();

class Nic {
 public:
  Nic(std::string role, NicSpec spec);
  ~Nic();
  Nic(const Nic&) = delete;
  Nic& operator=(const Nic&) = delete;

  void Attach();
  void FinishAttach();  // the driver's attach returns, after the interface is there
  void Detach();
  bool attached() const { return attached_; }
  /// The device is pulled out: nothing leaves it any more, and its driver has not noticed yet.
  void Die();
  bool dead() const { return dead_; }
  bool running() const { return (ifnet_.if_drv_flags & IFF_DRV_RUNNING) != 0; }
  void SetCable(bool plugged);
  bool cable() const { return cable_; }
  /// Whether a frame that comes by the wire is received.
  bool HasLink() const;

  ifnet* ifp() { return &ifnet_; }
  ifnet* operator->() { return &ifnet_; }
  const std::string& role() const { return role_; }
  std::string name() const { return ifnet_.if_xname; }
  NicSpec& spec() { return spec_; }

  /// The next `times` requests of that kind fail; SIOCSIFFLAGS is what brings it up.
  void Refuse(u_long command, int error, int times = 1000000) {
    refusals_[command] = {error, times};
  }
  void Accept(u_long command) { refusals_.erase(command); }
  void AcceptAll() {
    refusals_.clear();
    comes_up_silently_dead = false;
    transmit_error = 0;
  }
  /// It answers that it is up, and is not.
  bool comes_up_silently_dead = false;
  /// Capabilities that it refuses are changed all the same.
  bool refuses_too_late = false;
  /// Capabilities that it leaves on, and says so in if_capenable only.
  int always_on = 0;
  int transmit_error = 0;

  /// A chain of packets arrives; netmap takes them off the device's rings when it has these.
  void Receive(std::initializer_list<uint64_t> numbers);
  void Receive(const std::vector<uint64_t>& numbers);

  /// A frame is on the wire, or never will be although the driver had it (announcements apart).
  std::function<void(uint64_t number)> on_wire, on_lost;
  size_t in_ring() const { return ring_.size(); }
  /// What it would do for the stack (if_hwassist) if nobody interfered.
  uint64_t OwnAssist() const;

  std::vector<uint64_t> sent;  // without announcements
  std::vector<uint64_t> not_sent;
  int announcements = 0;  // to everybody
  int markers = 0;        // to itself
  /// So many packets are kept until others follow, as many drivers do.
  size_t frees_late = 0;
  int flushes = 0;
  int lost = 0;  // handed over while the driver was not running
  int lent = 0;  // whose data was another's

 private:
  static Nic& Of(ifnet* ifp) { return *static_cast<Nic*>(ifp->if_softc); }
  int Ioctl(u_long command, caddr_t data);
  int Flags();
  void Stop();
  void Capabilities(int wanted);
  void Assist();
  int Media(u_long command, caddr_t data);
  int Rss(u_long command, caddr_t data);
  int Transmit(mbuf* m);
  void Queue(mbuf* m);
  void StartRing();
  void NextOfRing();
  void FlushRing();
  void Leave(mbuf* m);
  void Lose(mbuf* m);
  void Negotiate();
  void ShowLink(int state);
  void FreeTransmitted(size_t all_but);
  int Refusal(u_long command);
  void Note(const std::string& what) { Journal().push_back(role_ + " " + what); }

  struct Refused {
    int error, times;
  };
  std::string role_;
  NicSpec spec_;
  ifnet ifnet_{};
  bool attached_ = false;
  bool dead_ = false;
  bool cable_ = true;
  std::map<u_long, Refused> refusals_;
  struct Queued {
    mbuf* m;
    sbintime_t due;
  };
  std::deque<Queued> ring_;        // not on the wire yet
  std::deque<mbuf*> transmitted_;  // not freed yet
  callout ring_timer_{}, link_timer_{};
  sx core_lock_{};
  mtx queue_lock_{};
};

#endif  // TESTS_STUBS_FREEBSD_NIC_H_
