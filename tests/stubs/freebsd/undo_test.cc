// SPDX-License-Identifier: BSD-2-Clause
// Whatever vfpair did to S and V is undone, whenever it ends and whatever a driver refuses (A31).
#include <functional>

#include "tests/stubs/freebsd/shim_test.h"

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

namespace {

constexpr fake::Mac kGroup{0x01, 0, 0x5e, 0, 0, 1};

// Two NICs that differ in everything that is negotiated.
class UndoTest : public ShimTest {
 protected:
  UndoTest()
      : ShimTest({.capabilities = kUsualCaps | IFCAP_VLAN_HWTAGGING},
                 {.driver = "mce",
                  .capabilities = (kUsualCaps | IFCAP_VLAN_HWTAGGING) & ~IFCAP_TSO6,
                  .assist = kUsualAssist & ~uint64_t{CSUM_IP6_UDP},
                  .tso_bytes = 32768}) {}

  void SetUp() override {
    ShimTest::SetUp();
    fake::SetMtu(s.ifp(), 4000);
    fake::Join(s.ifp(), kGroup);
    fake::SetPromiscuous(s.ifp(), true);
    fake::SetCapabilities(s.ifp(), s->if_capenable & ~IFCAP_TXCSUM & ~IFCAP_TSO4);
    v.Attach();
    fake::SetCapabilities(v.ifp(), v->if_capenable & ~IFCAP_LRO);
    fake::RunTasks();
  }

  // Both legs equal `s_before` and `v_before` at the end of the story, if they still exist.
  void ExpectUndone(const Snapshot& s_before, const Snapshot& v_before) {
    if (s.attached()) {
      EXPECT_EQ(Snapshot(s.ifp()), s_before);
    }
    if (v.attached()) {
      EXPECT_EQ(Snapshot(v.ifp()), v_before);
    }
  }
};

TEST_F(UndoTest, ByUnpair) {
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  Activate();
  EXPECT_NE(Snapshot(s.ifp()), s_before);
  EXPECT_NE(Snapshot(v.ifp()), v_before);
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  ExpectUndone(s_before, v_before);
}

TEST_F(UndoTest, ByUnload) {
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  Activate();
  EXPECT_EQ(fake::Unload(), 0);
  ExpectUndone(s_before, v_before);
  EXPECT_EQ(fake::HandlerCount(), 0u);
  EXPECT_EQ(fake::Load(), 0);
}

TEST_F(UndoTest, ByDepartureOfVf) {
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  Activate();
  v.Detach();
  fake::RunTasks();
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  ExpectUndone(s_before, v_before);
}

TEST_F(UndoTest, ByDepartureOfSynthetic) {
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  Activate();
  s.Detach();
  fake::RunTasks();
  ExpectUndone(s_before, v_before);
}

// Its driver goes on, and must have everything back; its groups are the stack's to take away.
TEST_F(UndoTest, ByAVfThatMovesToAJail) {
  for (const bool promiscuous : {true, false}) {
    if (!promiscuous) fake::SetPromiscuous(s.ifp(), false);
    fake::MoveTo(v.ifp(), fake::HostVnet());
    const Snapshot s_before(s.ifp()), v_before(v.ifp());
    Activate();
    fake::MoveTo(v.ifp(), fake::JailVnet());
    fake::RunTasks();
    EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
    ExpectUndone(s_before, v_before);
  }
}

TEST_F(UndoTest, ByASyntheticThatMovesToAJail) {
  Snapshot s_before(s.ifp());
  const Snapshot v_before(v.ifp());
  s_before.flags &= ~IFF_UP;
  s_before.groups.clear();
  Activate();
  fake::MoveTo(s.ifp(), fake::JailVnet());
  fake::RunTasks();
  ExpectUndone(s_before, v_before);
}

TEST_F(UndoTest, OfAVfThatItsUserHadUp) {
  fake::SetUp(v.ifp(), true);
  fake::RunTasks();
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  Activate();
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  ExpectUndone(s_before, v_before);
}

TEST_F(UndoTest, AtEveryMomentOfTheWayUp) {
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  for (int ms = 0; ms < 200; ms += 7) {
    Pair();
    fake::AdvanceMs(ms);
    EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok")) << ms;
    ExpectUndone(s_before, v_before);
  }
}

// What the user changed meanwhile is kept, and nothing else.
TEST_F(UndoTest, LeavesTheUsersOwnChanges) {
  Activate();
  EXPECT_EQ(fake::SetMtu(s.ifp(), 2000), 0);
  EXPECT_EQ(fake::SetCapabilities(s.ifp(), s->if_capenable | IFCAP_TXCSUM), 0);
  fake::RunTasks();
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  EXPECT_EQ(s->if_mtu, 2000u);
  EXPECT_EQ(v->if_mtu, 1500u);
  EXPECT_EQ(s->if_capenable, (kUsualCaps | IFCAP_VLAN_HWTAGGING) & ~IFCAP_TSO4);
}

// ---- one driver refuses one kind of request, once or for ever, for a while or to the end ----

struct Fault {
  const char* name;
  bool of_vf;
  u_long command;
  int error;
  int times;
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

class UndoFaultTest : public UndoTest, public ::testing::WithParamInterface<Fault> {
 protected:
  Nic& Faulty() { return GetParam().of_vf ? v : s; }
  void Break() { Faulty().Refuse(GetParam().command, GetParam().error, GetParam().times); }
  void Mend() { Faulty().Accept(GetParam().command); }
};

TEST_P(UndoFaultTest, OnTheWayUp) {
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  Pair();
  Break();
  fake::AdvanceMs(150);
  Send(s, 1);
  EXPECT_EQ(s.sent.size() + v.sent.size(), 1u) << Command("status");
  Mend();
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  ExpectUndone(s_before, v_before);
}

TEST_P(UndoFaultTest, HealsWhenTheDriverIsMended) {
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  Pair();
  Break();
  fake::AdvanceMs(5000);
  Mend();
  fake::AdvanceMs(70000);
  EXPECT_EQ(Of("state"), "active") << Of("reason");
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  ExpectUndone(s_before, v_before);
}

TEST_P(UndoFaultTest, WhenVfDeparts) {
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  Pair();
  Break();
  fake::AdvanceMs(150);
  Mend();
  v.Detach();
  fake::RunTasks();
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  ExpectUndone(s_before, v_before);
}

TEST_P(UndoFaultTest, WhenTheModuleIsUnloaded) {
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  Pair();
  Break();
  fake::AdvanceMs(150);
  Mend();
  EXPECT_EQ(fake::Unload(), 0);
  ExpectUndone(s_before, v_before);
  EXPECT_EQ(fake::Load(), 0);
}

// A driver that refuses the way back keeps what it keeps; the rest is undone, and we let go.
TEST_P(UndoFaultTest, OnTheWayBackLetsGoAllTheSame) {
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  Activate();
  Break();
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  EXPECT_EQ(s->if_transmit, s_before.transmit);
  EXPECT_EQ(s->if_ioctl, s_before.ioctl);
  EXPECT_EQ(s->if_input, s_before.input);
  EXPECT_EQ(s->if_capabilities, s_before.capabilities);
  EXPECT_EQ(s->if_hw_tsomax, s_before.tso_bytes);
  EXPECT_EQ(v->if_input, v_before.input);
  EXPECT_EQ(v->if_ioctl, v_before.ioctl);
  EXPECT_EQ(v->references, 1);
  EXPECT_EQ(s->references, 1);
  Mend();
}

INSTANTIATE_TEST_SUITE_P(Requests, UndoFaultTest,
                         ::testing::Values(Fault{"SyntheticCapsOnce", false, SIOCSIFCAP, EIO, 1},
                                           Fault{"SyntheticCaps", false, SIOCSIFCAP, EIO, 1000},
                                           Fault{"SyntheticCapsBusy", false, SIOCSIFCAP, EBUSY, 2},
                                           Fault{"VfCapsOnce", true, SIOCSIFCAP, EIO, 1},
                                           Fault{"VfCaps", true, SIOCSIFCAP, EIO, 1000},
                                           Fault{"VfMtuOnce", true, SIOCSIFMTU, EINVAL, 1},
                                           Fault{"VfMtu", true, SIOCSIFMTU, EINVAL, 1000},
                                           Fault{"VfUpOnce", true, SIOCSIFFLAGS, EIO, 1},
                                           Fault{"VfUp", true, SIOCSIFFLAGS, EIO, 1000},
                                           Fault{"VfUpNoMemory", true, SIOCSIFFLAGS, ENOMEM, 3},
                                           Fault{"VfFilterOnce", true, kFilterFlags, EIO, 1},
                                           Fault{"VfFilter", true, kFilterFlags, EIO, 1000},
                                           Fault{"VfJoin", true, SIOCADDMULTI, EIO, 1000}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_F(UndoTest, OfCapabilitiesThatADriverRefusedAndYetChanged) {
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  for (Nic* nic : {&s, &v}) {
    nic->refuses_too_late = true;
    nic->Refuse(SIOCSIFCAP, EIO, 1);
    Pair();
    fake::AdvanceMs(150);
    EXPECT_EQ(Of("state"), "degraded");
    nic->Accept(SIOCSIFCAP);
    EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
    ExpectUndone(s_before, v_before);
  }
}

// A driver that says yes and is not up.
TEST_F(UndoTest, OfAVfThatSilentlyDoesNotComeUp) {
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  v.comes_up_silently_dead = true;
  Pair();
  fake::AdvanceMs(500);
  EXPECT_EQ(Of("state"), "degraded");
  EXPECT_EQ(Of("reason"), "the VF's driver failed to bring the VF up");
  EXPECT_EQ(v->if_flags & IFF_UP, 0);
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  ExpectUndone(s_before, v_before);
}

// A driver that cannot turn off what V lacks.
TEST_F(UndoTest, OfASyntheticThatCannotTurnAnOffloadOff) {
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  s.always_on = IFCAP_TSO6;
  Pair();
  fake::AdvanceMs(500);
  EXPECT_EQ(Of("state"), "degraded");
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  ExpectUndone(s_before, v_before);
}

}  // namespace
