// SPDX-License-Identifier: BSD-2-Clause
// What the two interfaces are set to while they are paired; see oracle_lifecycle_test.cc.
#include "tests/stubs/freebsd/shim_test.h"

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

constexpr fake::Mac kGroup{0x01, 0, 0x5e, 0, 0, 1}, kOther{0x01, 0, 0x5e, 0, 0, 2};

class OracleSettings : public ShimTest {};

// A9 CMP
TEST_F(OracleSettings, MtuChangesOnVfFirst) {
  Activate("profile=hn");
  const int messages = s->messages;
  EXPECT_EQ(fake::SetMtu(s.ifp(), 9000), 0);
  EXPECT_EQ(s->messages, messages + 1);
  EXPECT_THAT(TakeJournal(), ElementsAre("V mtu 9000", "S mtu 9000"));
  fake::RunTasks();
  EXPECT_EQ(s->if_mtu, 9000u);
  EXPECT_EQ(v->if_mtu, 9000u);
  EXPECT_EQ(Of("path"), "vf");
}

// A9 CMP
TEST_F(OracleSettings, MtuThatVfRefusesChangesNothing) {
  Activate("profile=hn");
  v.Refuse(SIOCSIFMTU, ENOTSUP);
  EXPECT_EQ(fake::SetMtu(s.ifp(), 9000), ENOTSUP);
  EXPECT_THAT(TakeJournal(), ElementsAre("V mtu 9000"));
  fake::RunTasks();
  EXPECT_EQ(s->if_mtu, 1500u);
  EXPECT_EQ(Of("path"), "vf");
}

// A10 BETTER
TEST_F(OracleSettings, MtuThatSyntheticRefusesIsTakenBackFromVf) {
  Activate();
  s.Refuse(SIOCSIFMTU, EIO, 1);
  EXPECT_EQ(fake::SetMtu(s.ifp(), 9000), EIO);
  fake::RunTasks();
  EXPECT_EQ(v->if_mtu, 1500u);
  EXPECT_EQ(s->if_mtu, 1500u);
  EXPECT_EQ(Of("path"), "vf");
}

// A11 CMP
TEST_F(OracleSettings, HnClampsSyntheticWhileVfIsHeld) {
  v.spec().mtu_max = 1500;
  fake::SetMtu(s.ifp(), 9000);
  Pair("profile=hn");
  const int messages = s->messages;
  Activate();
  EXPECT_EQ(s->if_mtu, 1500u);
  EXPECT_GT(s->messages, messages);
  v.Detach();
  fake::RunTasks();
  EXPECT_EQ(s->if_mtu, 9000u);
}

// A11 BETTER
TEST_F(OracleSettings, StrictDoesNotUseAVfThatCannotHaveTheMtu) {
  v.spec().mtu_max = 1500;
  fake::SetMtu(s.ifp(), 9000);
  Pair();
  v.Attach();
  fake::AdvanceMs(500);
  EXPECT_EQ(Of("state"), "degraded");
  EXPECT_EQ(Of("reason"), "the VF's driver refused the MTU");
  EXPECT_EQ(s->if_mtu, 9000u);
  EXPECT_EQ(v->if_mtu, 1500u);
}

// A12 CMP: the request is within what both can, and V follows.
TEST_F(OracleSettings, CapabilityChangeReachesVf) {
  v.spec().capabilities &= ~IFCAP_LRO;
  Activate("profile=hn");
  EXPECT_EQ(fake::SetCapabilities(s.ifp(), s->if_capenable | IFCAP_LRO), EINVAL);
  EXPECT_EQ(fake::SetCapabilities(s.ifp(), s->if_capenable & ~IFCAP_TSO4), 0);
  fake::RunTasks();
  EXPECT_EQ(s->if_capenable & IFCAP_TSO4, 0);
  EXPECT_EQ(v->if_capenable & IFCAP_TSO4, 0);
  EXPECT_EQ(Of("path"), "vf");
}

// A12 CMP: V's error is the answer. BETTER: nothing is changed then, on either.
TEST_F(OracleSettings, CapabilityChangeThatVfRefusesChangesNothing) {
  Activate();
  const int before = s->if_capenable;
  v.Refuse(SIOCSIFCAP, EIO, 1);
  EXPECT_EQ(fake::SetCapabilities(s.ifp(), before & ~IFCAP_TXCSUM & ~IFCAP_TSO4), EIO);
  EXPECT_THAT(TakeJournal(), ElementsAre("V caps"));
  fake::RunTasks();
  EXPECT_EQ(s->if_capenable, before);
  EXPECT_EQ(v->if_capenable, before);
  EXPECT_EQ(Of("path"), "vf");
}

// A12 BETTER
TEST_F(OracleSettings, CapabilityChangeThatSyntheticRefusesIsTakenBackFromVf) {
  Activate();
  const int before = s->if_capenable;
  s.Refuse(SIOCSIFCAP, ENXIO, 1);
  EXPECT_EQ(fake::SetCapabilities(s.ifp(), before & ~IFCAP_TSO4), ENXIO);
  fake::RunTasks();
  EXPECT_EQ(s->if_capenable, before);
  EXPECT_EQ(v->if_capenable, before);
  EXPECT_EQ(Of("path"), "vf");
}

// A12 BETTER: a driver that changes a part before it refuses is put back as well.
TEST_F(OracleSettings, CapabilityChangeThatVfRefusesTooLateIsTakenBack) {
  Activate();
  const int before = v->if_capenable;
  v.refuses_too_late = true;
  v.Refuse(SIOCSIFCAP, EIO, 1);
  EXPECT_EQ(fake::SetCapabilities(s.ifp(), s->if_capenable & ~IFCAP_TSO4), EIO);
  fake::RunTasks();
  EXPECT_EQ(v->if_capenable, before);
  EXPECT_EQ(Of("path"), "vf");
}

// A13 BETTER
TEST_F(OracleSettings, AssistFollowsWhatIsTurnedOffAndOn) {
  v.spec().assist &= ~uint64_t{CSUM_IP_UDP};
  Activate();
  const uint64_t both = kUsualAssist & ~uint64_t{CSUM_IP_UDP};
  EXPECT_EQ(s->if_hwassist, both);
  const int enabled = s->if_capenable;
  fake::SetCapabilities(s.ifp(), enabled & ~(IFCAP_TXCSUM | IFCAP_TSO4));
  fake::RunTasks();
  EXPECT_EQ(s->if_hwassist, both & ~uint64_t{CSUM_IP_TCP | CSUM_IP_TSO});
  EXPECT_EQ(v->if_capenable & (IFCAP_TXCSUM | IFCAP_TSO4), 0);
  fake::SetCapabilities(s.ifp(), enabled);
  fake::RunTasks();
  EXPECT_EQ(s->if_hwassist, both);
  EXPECT_EQ(Of("path"), "vf");
  v.Detach();
  fake::RunTasks();
  EXPECT_EQ(s->if_hwassist, kUsualAssist);
}

#ifdef SIOCSIFCAPNV
// As ifconfig asks a driver that can: S's user is heard, V's is told to go to S.
TEST_F(OracleSettings, CapabilitiesThatAreSetByNameAreSetAll) {
  v.spec().assist &= ~uint64_t{CSUM_IP_UDP};
  Activate();
  const uint64_t both = s->if_hwassist;
  const int enabled = s->if_capenable;
  EXPECT_EQ(fake::SetCapabilitiesByName(s.ifp(), enabled & ~(IFCAP_TXCSUM | IFCAP_TSO4)), 0);
  fake::RunTasks();
  EXPECT_EQ(s->if_hwassist, both & ~uint64_t{CSUM_IP_TCP | CSUM_IP_TSO});
  EXPECT_EQ(v->if_capenable & IFCAP_TXCSUM, 0);
  EXPECT_EQ(fake::SetCapabilitiesByName(s.ifp(), enabled), 0);
  fake::RunTasks();
  EXPECT_EQ(s->if_hwassist, both);
  EXPECT_NE(v->if_capenable & IFCAP_TXCSUM, 0);
  EXPECT_EQ(fake::SetCapabilitiesByName(v.ifp(), enabled & ~IFCAP_TXCSUM), EBUSY);
  EXPECT_NE(v->if_capenable & IFCAP_TXCSUM, 0);
}
#endif

// A13 BETTER, when some capabilities are hidden as well
TEST_F(OracleSettings, AssistFollowsWhileCapabilitiesAreHidden) {
  v.spec().capabilities &= ~IFCAP_TSO6;
  Activate();
  const uint64_t both = kUsualAssist & ~uint64_t{CSUM_IP6_TSO};
  EXPECT_EQ(s->if_hwassist, both);
  const int enabled = s->if_capenable;
  fake::SetCapabilities(s.ifp(), enabled & ~(IFCAP_TXCSUM | IFCAP_TSO4));
  fake::RunTasks();
  fake::SetCapabilities(s.ifp(), enabled);
  fake::RunTasks();
  EXPECT_EQ(s->if_hwassist, both);
  v.Detach();
  fake::RunTasks();
  EXPECT_EQ(s->if_hwassist, kUsualAssist);
  EXPECT_EQ(s->if_capenable, kUsualCaps);
}

// Segmentation needs no unmapped buffers here, so what V lacks there does not take it away.
TEST_F(OracleSettings, UnmappedBuffersTakeNoOtherOffloadWithThem) {
  s.Detach();
  s.spec().capabilities |= kUnmapped;
  s.Attach();
  fake::SetUp(s.ifp(), true);
  Activate();
  EXPECT_EQ(s->if_capenable & kUnmapped, 0);
  EXPECT_EQ(s->if_capenable & IFCAP_TSO, IFCAP_TSO);
}

// What was turned off on one V for S's user says nothing of the next.
TEST_F(OracleSettings, NextVfHasItsOwnUsersCapabilities) {
  fake::SetCapabilities(s.ifp(), s->if_capenable & ~(IFCAP_TXCSUM | IFCAP_TSO4));
  Activate();
  EXPECT_EQ(v->if_capenable & IFCAP_TXCSUM, 0);
  v.Detach();
  fake::RunTasks();
  v.Attach();
  fake::SetCapabilities(v.ifp(), v->if_capenable & ~(IFCAP_TXCSUM | IFCAP_TSO4));
  const int enabled = v->if_capenable;
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("path"), "vf");
  Command("unpair vtnet0");
  EXPECT_EQ(v->if_capenable, enabled);
}

// VLAN offloads are one capability: V can do it when it can do all that S may ask for.
TEST_F(OracleSettings, VlanOffloadsThatVfHasInPartAreNotSyntheticsMeanwhile) {
  constexpr int kAll = IFCAP_VLAN_HWTAGGING | IFCAP_VLAN_HWTSO;
  s.Detach();
  s.spec().capabilities |= kAll;
  s.Attach();
  fake::SetUp(s.ifp(), true);
  v.spec().capabilities |= IFCAP_VLAN_HWTAGGING;
  Activate();
  EXPECT_EQ(s->if_capenable & IFCAP_VLAN_HWTSO, 0);
  v.Detach();
  fake::RunTasks();
  EXPECT_EQ(s->if_capenable & kAll, kAll);
  v.spec().capabilities |= kAll;
  v.Attach();
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("path"), "vf");
  EXPECT_EQ(s->if_capenable & kAll, kAll);
}

// What keeps state in one device is S's no more, and stays V's own.
TEST_F(OracleSettings, UnmappedBuffersOfVfStayItsUsers) {
  s.Detach();
  s.spec().capabilities |= kUnmapped;
  v.spec().capabilities |= kUnmapped;
  s.Attach();
  fake::SetUp(s.ifp(), true);
  Activate();
  fake::Join(s.ifp(), kGroup);
  fake::SetUp(s.ifp(), true);
  fake::RunTasks();
  EXPECT_NE(v->if_capenable & kUnmapped, 0);
}

// A14 BETTER
TEST_F(OracleSettings, NoLimitOfVfLeavesSyntheticsOwn) {
  v.spec().tso_bytes = v.spec().tso_segments = v.spec().tso_segment_bytes = 0;
  Activate();
  EXPECT_EQ(s->if_hw_tsomax, 65518u);
  EXPECT_EQ(s->if_hw_tsomaxsegcount, 31u);
  EXPECT_EQ(s->if_hw_tsomaxsegsize, 4096u);
}

// A14 BETTER
TEST_F(OracleSettings, TighterLimitsOfVfAreSyntheticsWhileItIsHeld) {
  v.spec().tso_bytes = 40000;
  v.spec().tso_segments = 64;
  Activate();
  EXPECT_EQ(s->if_hw_tsomax, 40000u);
  EXPECT_EQ(s->if_hw_tsomaxsegcount, 31u);
  EXPECT_GT(s->vlan_refreshes, 0);
  fake::Join(s.ifp(), kGroup);  // what is looked at again is the same
  fake::SetUp(s.ifp(), true);
  fake::RunTasks();
  EXPECT_EQ(s->if_hw_tsomax, 40000u);
  EXPECT_THAT(Command("unpair vtnet0"), HasSubstr("ok"));
  EXPECT_EQ(s->if_hw_tsomax, 65518u);
}

// A30 CMP
TEST_F(OracleSettings, HnTogglesAllMulticastOnTheEdgesOnly) {
  Activate("profile=hn");
  fake::Join(s.ifp(), kGroup);
  fake::RunTasks();
  EXPECT_NE(v->if_flags & IFF_ALLMULTI, 0);
  EXPECT_THAT(TakeJournal(), ElementsAre("S join", "V flags"));
  fake::Join(s.ifp(), kOther);
  fake::Leave(s.ifp(), kGroup);
  fake::RunTasks();
  EXPECT_THAT(TakeJournal(), ElementsAre("S join", "S leave"));
  fake::Leave(s.ifp(), kOther);
  fake::RunTasks();
  EXPECT_EQ(v->if_flags & IFF_ALLMULTI, 0);
  EXPECT_EQ(v->group_count, 0);
}

// A30 BETTER
TEST_F(OracleSettings, VfJoinsExactlyWhatSyntheticJoined) {
  Activate();
  fake::Join(s.ifp(), kGroup);
  fake::Join(s.ifp(), kOther);
  fake::RunTasks();
  EXPECT_EQ(Snapshot(v.ifp()).groups, Snapshot(s.ifp()).groups);
  fake::Leave(s.ifp(), kGroup);
  fake::RunTasks();
  EXPECT_EQ(Snapshot(v.ifp()).groups, Snapshot(s.ifp()).groups);
  EXPECT_EQ(v->if_flags & IFF_ALLMULTI, 0);
}

TEST_F(OracleSettings, GroupsOfVfsUserStay) {
  v.Attach();
  fake::Join(v.ifp(), kGroup);
  Pair();
  fake::Join(s.ifp(), kGroup);
  Activate();
  fake::Leave(s.ifp(), kGroup);
  fake::RunTasks();
  EXPECT_EQ(v->group_count, 1);
}

TEST_F(OracleSettings, PromiscuityFollows) {
  Activate();
  EXPECT_EQ(fake::SetPromiscuous(s.ifp(), true), 0);
  fake::RunTasks();
  EXPECT_NE(v->if_flags & IFF_PROMISC, 0);
  EXPECT_EQ(fake::SetPromiscuous(s.ifp(), false), 0);
  fake::RunTasks();
  EXPECT_EQ(v->if_flags & IFF_PROMISC, 0);
}

TEST_F(OracleSettings, MediaAreVfsWhileItIsThePath) {
  Activate();
  ifreq request{};
  ifmediareq* const media = reinterpret_cast<ifmediareq*>(&request);
  v.spec().unit = 0;
  EXPECT_EQ(fake::Ioctl(s.ifp(), SIOCGIFMEDIA, &request), 0);
  EXPECT_STREQ(media->ifm_name, "vtnet0");
  EXPECT_THAT(TakeJournal(), ElementsAre("V media"));
  v.Detach();
  fake::RunTasks();
  TakeJournal();
  EXPECT_EQ(fake::Ioctl(s.ifp(), SIOCGIFMEDIA, &request), 0);
  EXPECT_THAT(TakeJournal(), ElementsAre("S media"));
}

}  // namespace
