// SPDX-License-Identifier: BSD-2-Clause
// Two thousand random events with packets in between (A15, A24). At any moment: a packet is in one
// place, or was counted where it was dropped, and stays in order; the hooks are ours or the
// drivers'. At the end S equals an interface that saw only what S's user did.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>

#include "tests/stubs/freebsd/shim_test.h"

using ::testing::IsEmpty;

namespace {

constexpr int kEvents = 2000;
constexpr int kOriginShift = 48;  // of the NIC that a packet came by, in its number
constexpr int kToggled[] = {IFCAP_TXCSUM, IFCAP_TXCSUM_IPV6, IFCAP_TSO4,
                            IFCAP_TSO6,   IFCAP_LRO,         IFCAP_RXCSUM};

struct Weather {
  const char* options;
  unsigned seed;
  bool faults;
};

void PrintTo(const Weather& w, std::ostream* out) {
  *out << w.options << " seed " << w.seed << (w.faults ? " with faults" : "");
}

class StormTest : public ShimTest, public ::testing::WithParamInterface<Weather> {
 protected:
  void SetUp() override {
    ShimTest::SetUp();
    reference_.Attach();
    fake::SetUp(reference_.ifp(), true);
    Pair(GetParam().options);
    fresh_s_input_ = s->if_input;
  }

  unsigned Random(unsigned below) { return static_cast<unsigned>(random_() % below); }
  bool Sometimes(unsigned one_in) { return Random(one_in) == 0; }
  Nic& SomeVf() { return Sometimes(3) ? w_ : v; }
  void Say(const std::string& what) { story_.push_back(what); }

  // ---- packets ----

  void Send() {
    if ((s->if_flags & IFF_UP) == 0) return;
    const uint64_t number = ++last_sent_;
    errors_[number] = ShimTest::Send(s, number, Sometimes(4));
  }

  void Receive(Nic& nic) {
    if (!nic.attached() || (nic->if_drv_flags & IFF_DRV_RUNNING) == 0) return;
    std::vector<uint64_t> chain(1 + Random(4));
    const uint64_t origin = static_cast<uint64_t>(nic.role()[0]) << kOriginShift;
    for (uint64_t& number : chain) number = origin | ++last_received_;
    nic.Receive(chain);
  }

  void Traffic() {
    for (unsigned i = Random(4); i != 0; --i) Send();
    if (Sometimes(2)) Receive(v);
    if (Sometimes(3)) Receive(w_);
    if (Sometimes(3)) Receive(s);
  }

  // ---- events ----

  void AttachOrDetach(Nic& nic) {
    if (nic.attached()) {
      Say("detach " + nic.name());
      nic.Detach();
      return;
    }
    dropped_ += nic->counters[IFCOUNTER_IQDROPS];
    nic.spec().mtu_max = Sometimes(5) ? 1500 : 9500;
    nic.spec().capabilities = kUsualCaps & ~(Sometimes(2) ? kToggled[Random(6)] : 0);
    nic.spec().assist = kUsualAssist & ~(Sometimes(3) ? uint64_t{CSUM_IP_UDP} : 0);
    nic.spec().tso_bytes = Sometimes(2) ? 0 : 20000 + Random(60000);
    nic.frees_late = Random(40);
    nic.comes_up_silently_dead = GetParam().faults && Sometimes(16);
    nic.Attach();
    Say("attach " + nic.name());
  }

  void UserOfS() {
    switch (Random(6)) {
      case 0: {
        const bool up = !Sometimes(4);
        Say(up ? "s up" : "s down");
        fake::SetUp(s.ifp(), up);
        fake::SetUp(reference_.ifp(), up);
        break;
      }
      case 1: {
        static constexpr int kMtus[] = {1500, 4000, 9000, 9500};
        const int mtu = kMtus[Random(4)];
        Say("s mtu " + std::to_string(mtu));
        if (GetParam().faults && Sometimes(3)) s.Refuse(SIOCSIFMTU, EIO, 1);
        if (fake::SetMtu(s.ifp(), mtu) == 0) fake::SetMtu(reference_.ifp(), mtu);
        s.Accept(SIOCSIFMTU);  // not on the way back: what S's driver keeps then it keeps
        break;
      }
      case 2: {
        const int bit = kToggled[Random(6)];
        if ((s->if_capabilities & bit) == 0) break;
        Say("s toggle " + std::to_string(bit));
        if (fake::SetCapabilities(s.ifp(), s->if_capenable ^ bit) == 0)
          fake::SetCapabilities(reference_.ifp(), reference_->if_capenable ^ bit);
        break;
      }
      case 3: {
        const fake::Mac group{0x01, 0, 0x5e, 0, 0, static_cast<uint8_t>(Random(5))};
        Say("s group");
        if (Sometimes(2)) {
          fake::Join(s.ifp(), group);
          fake::Join(reference_.ifp(), group);
        } else {
          fake::Leave(s.ifp(), group);
          fake::Leave(reference_.ifp(), group);
        }
        break;
      }
      case 4:
        promiscuous_ = !promiscuous_;
        Say("s promiscuous");
        fake::SetPromiscuous(s.ifp(), promiscuous_);
        fake::SetPromiscuous(reference_.ifp(), promiscuous_);
        break;
      default:
        Say("s vlan");
        if (Sometimes(2))
          fake::AddVlan(s.ifp(), static_cast<uint16_t>(Random(4096)));
        else
          fake::RemoveVlan(s.ifp(), static_cast<uint16_t>(Random(4096)));
    }
  }

  void OthersAtVf(Nic& nic) {
    if (!nic.attached()) return;
    switch (Random(5)) {
      case 0:
        Say(nic.name() + " up or down by hand");
        fake::SetUp(nic.ifp(), !Sometimes(3));
        break;
      case 1:
        Say(nic.name() + " mtu by hand");
        fake::SetMtu(nic.ifp(), 2000);
        break;
      case 2:
        Say(nic.name() + " renamed");
        fake::Rename(nic.ifp(), nic.name().substr(0, 6) + static_cast<char>('a' + Random(26)));
        break;
      case 3:
        if (!Sometimes(4)) break;
        Say(nic.name() + " to and from a jail");
        fake::MoveTo(nic.ifp(), fake::JailVnet());
        if (Sometimes(2)) fake::AdvanceMs(20);
        fake::MoveTo(nic.ifp(), fake::HostVnet());
        break;
      default:
        Say(nic.name() + " link");
        fake::LinkChanged(nic.ifp(), Sometimes(6) ? LINK_STATE_DOWN : LINK_STATE_UP);
    }
  }

  void Administrator() {
    Say("administrator");
    switch (Random(6)) {
      case 0:
        Command("unpair vtnet0");
        if (Sometimes(2)) ExpectRestored();
        break;
      case 1:
        Command("status");
        Command("history vtnet0");
        break;
      default:
        Command(std::string("pair vtnet0 mac ") + GetParam().options);
    }
  }

  void Fault() {
    if (!GetParam().faults || !Sometimes(3)) return;
    Nic& nic = SomeVf();
    const u_long requests[] = {SIOCSIFCAP, SIOCSIFMTU, SIOCSIFFLAGS, kFilterFlags};
    const u_long request = requests[Random(4)];
    Say(nic.role() + " fault");
    nic.transmit_error = Sometimes(4) ? ENOBUFS : 0;
    if (Sometimes(2))
      nic.Accept(request);
    else
      nic.Refuse(request, Sometimes(2) ? EIO : EBUSY, 1 + static_cast<int>(Random(5)));
  }

  void Event() {
    switch (Random(10)) {
      case 0:
        return v.attached() && Sometimes(2) ? void() : AttachOrDetach(SomeVf());
      case 1:
      case 2:
        return UserOfS();
      case 3:
        return OthersAtVf(SomeVf());
      case 4:
        return Sometimes(3) ? Administrator() : void();
      case 5:
        return Fault();
      default:
        const int ms = static_cast<int>(Random(Sometimes(5) ? 5000 : 60));
        Say("wait " + std::to_string(ms));
        return fake::AdvanceMs(ms);
    }
  }

  // ---- what must be true ----

  void ExpectItToWorkInFairWeather() {
    for (Nic* nic : {&v, &w_}) {
      if (nic->attached()) nic->Detach();
      dropped_ += (*nic)->counters[IFCOUNTER_IQDROPS];
      (*nic)->counters[IFCOUNTER_IQDROPS] = 0;
      nic->AcceptAll();
    }
    fake::SetUp(s.ifp(), true);
    fake::SetUp(reference_.ifp(), true);
    Command(std::string("pair vtnet0 mac ") + GetParam().options);
    v.spec().mtu_max = 9500;
    v.Attach();
    fake::AdvanceMs(200000);
    EXPECT_EQ(Of("state"), "active") << Command("status") << Story();
    Send();
    EXPECT_FALSE(v.sent.empty());
  }

  // On the wire, and for each NIC in what S's stack received.
  void ExpectOrder() {
    EXPECT_TRUE(std::is_sorted(Wire().begin(), Wire().end()));
    std::map<uint64_t, uint64_t> last;
    for (const uint64_t number : Received(s)) {
      uint64_t& before = last[number >> kOriginShift];
      EXPECT_LT(before, number);
      before = number;
    }
  }

  void ExpectRestored() {
    EXPECT_EQ(s->if_transmit, reference_->if_transmit);
    EXPECT_EQ(s->if_ioctl, reference_->if_ioctl);
    EXPECT_EQ(s->if_qflush, reference_->if_qflush);
    EXPECT_EQ(s->if_input, fresh_s_input_);
    for (Nic* nic : {&v, &w_})
      if (nic->attached()) {
        EXPECT_EQ((*nic)->if_input, fresh_s_input_);
        EXPECT_EQ((*nic)->if_ioctl, reference_->if_ioctl);
        EXPECT_EQ((*nic)->references, 1);
      }
  }

  void ExpectEverySentPacketOnce() {
    std::map<uint64_t, int> places;
    for (const Nic* nic : {&s, &v, &w_}) {
      for (const uint64_t number : nic->sent) ++places[number];
      for (const uint64_t number : nic->not_sent) ++places[number];
    }
    for (const auto& [number, error] : errors_) {
      if (places[number] != 1 && (error == 0 || places[number] != 0)) {
        ADD_FAILURE() << "packet " << number << " is in " << places[number] << " places, error "
                      << error;
      }
    }
  }

  void ExpectEveryReceivedPacketOnce() {
    uint64_t accounted = dropped_;
    for (Nic* nic : {&s, &v, &w_}) {
      accounted += Received(*nic).size() + fake::InputDrops(nic->ifp()) +
                   (*nic)->counters[IFCOUNTER_IQDROPS];
    }
    EXPECT_EQ(accounted, last_received_);
  }

  std::string Story() const {
    std::string out;
    for (size_t i = story_.size() > 25 ? story_.size() - 25 : 0; i < story_.size(); ++i)
      out += story_[i] + "; ";
    return out;
  }

  Nic w_{"W", {.driver = "mce", .unit = 1}};
  Nic reference_{"R", {.unit = 9, .mac = {2, 0, 0, 0, 0, 1}}};
  std::mt19937 random_{GetParam().seed};
  std::map<uint64_t, int> errors_;  // what the stack was told of each packet
  uint64_t last_sent_ = 0, last_received_ = 0, dropped_ = 0;
  bool promiscuous_ = false;
  void (*fresh_s_input_)(ifnet*, mbuf*) = nullptr;
  std::vector<std::string> story_;
};

TEST_P(StormTest, LosesNoPacketAndLeavesNothing) {
  Wire().clear();
  for (Nic* nic : {&s, &v, &w_}) {
    fake::InputDrops(nic->ifp()) = 0;
    fake::Received(nic->ifp()).clear();
  }
  fake::OnSleep([this] {
    if (Sometimes(3)) Traffic();
  });
  for (int i = 0; i < kEvents && !HasFailure(); ++i) {
    Event();
    Traffic();
    EXPECT_THAT(fake::TakeComplaints(), IsEmpty()) << Story();
  }
  fake::OnSleep(nullptr);
  ExpectItToWorkInFairWeather();
  Command("unpair vtnet0");
  ExpectRestored();
  ExpectOrder();
  ExpectEverySentPacketOnce();
  ExpectEveryReceivedPacketOnce();
  const Snapshot mine(s.ifp()), users(reference_.ifp());
  EXPECT_EQ(mine, users) << Story();
}

// VFPAIR_STORMS=<n>: more than these.
std::vector<Weather> Forecast() {
  static constexpr const char* kOptions[] = {"", "damping=off settle_ms=1",
                                             "profile=hn settle_ms=10"};
  const char* const wanted = std::getenv("VFPAIR_STORMS");
  std::vector<Weather> out;
  for (unsigned i = 0; i < (wanted != nullptr ? std::stoul(wanted) : 12); ++i)
    out.push_back({kOptions[i % 3], i + 1, i % 4 != 0});
  return out;
}

INSTANTIATE_TEST_SUITE_P(Seeds, StormTest, ::testing::ValuesIn(Forecast()));

}  // namespace
