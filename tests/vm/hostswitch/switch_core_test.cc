// SPDX-License-Identifier: BSD-2-Clause

#include "tests/vm/hostswitch/switch_core.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "tests/vm/hostswitch/cable.h"
#include "tests/vm/hostswitch/frame_stream.h"

namespace vfpair::hostswitch {
namespace {

constexpr PortId kPeer = kFirstOutside;
constexpr PortId kPeer2 = kFirstOutside + 1;
constexpr Mac kStation = {0x52, 0x54, 0, 0x12, 0x34, 0x56};
constexpr Mac kOther = {0x52, 0x54, 0, 0x99, 0, 1};
constexpr Mac kThird = {0x52, 0x54, 0, 0x99, 0, 2};
constexpr Mac kBroadcast = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

using Ports = std::vector<PortId>;

Frame MakeFrame(const Mac& to, const Mac& from) {
  Frame frame(60);
  std::copy(to.begin(), to.end(), frame.begin());
  std::copy(from.begin(), from.end(), frame.begin() + 6);
  return frame;
}

class SwitchCoreTest : public testing::Test {
 protected:
  Ports Send(PortId from, const Mac& to, const Mac& source) {
    return core_.Forward(from, MakeFrame(to, source)).to;
  }
  SwitchCore core_{3, kStation};
};

TEST_F(SwitchCoreTest, StationIsOnSyntheticUntilHeardElsewhere) {
  EXPECT_EQ(Send(kPeer, kBroadcast, kOther), Ports{kSynthetic});
  EXPECT_EQ(Send(kPeer, kStation, kOther), Ports{kSynthetic});
}

TEST_F(SwitchCoreTest, StationMovesToWhereItLastSent) {
  Send(kSynthetic, kOther, kStation);
  EXPECT_EQ(Send(kPeer, kStation, kOther), Ports{kSynthetic});
  Send(kVf, kOther, kStation);
  EXPECT_EQ(Send(kPeer, kStation, kOther), Ports{kVf});
  EXPECT_EQ(Send(kPeer, kBroadcast, kOther), Ports{kVf});
  Send(kSynthetic, kOther, kStation);
  EXPECT_EQ(Send(kPeer, kStation, kOther), Ports{kSynthetic});
  EXPECT_EQ(core_.moves(), 2u);
}

TEST_F(SwitchCoreTest, NothingPassesBetweenTheStationsTwoPorts) {
  EXPECT_EQ(Send(kSynthetic, kBroadcast, kStation), Ports{kPeer});
  EXPECT_EQ(Send(kVf, kBroadcast, kStation), Ports{kPeer});
  EXPECT_EQ(Send(kVf, kThird, kStation), Ports{kPeer});
  const Decision decision =
      core_.Forward(kSynthetic, MakeFrame(kStation, kStation));
  EXPECT_TRUE(decision.to.empty());
  EXPECT_EQ(decision.drop, Decision::Drop::kHairpin);
}

TEST_F(SwitchCoreTest, ToldSteeringOverridesWhatWasLearned) {
  Send(kVf, kOther, kStation);
  core_.set_steering(Steering::kSynthetic);
  EXPECT_EQ(Send(kPeer, kStation, kOther), Ports{kSynthetic});
  EXPECT_EQ(Send(kPeer, kBroadcast, kOther), Ports{kSynthetic});
  core_.set_steering(Steering::kVf);
  Send(kSynthetic, kOther, kStation);
  EXPECT_EQ(Send(kPeer, kStation, kOther), Ports{kVf});
  core_.set_steering(Steering::kLearn);
  EXPECT_EQ(Send(kPeer, kStation, kOther), Ports{kSynthetic});
}

TEST_F(SwitchCoreTest, OtherAddressesOfTheGuestAreLearnedToo) {
  Send(kVf, kOther, kThird);  // a macvlan of the guest, say
  EXPECT_EQ(Send(kPeer, kThird, kOther), Ports{kVf});
  EXPECT_EQ(Send(kPeer, kStation, kOther), Ports{kSynthetic});
  EXPECT_EQ(core_.moves(), 0u);
}

TEST_F(SwitchCoreTest, RuntsAreDropped) {
  const Frame runt(13);
  EXPECT_EQ(core_.Forward(kPeer, runt).drop, Decision::Drop::kRunt);
}

TEST(SwitchCorePorts, KnownUnicastBetweenPeersDoesNotReachTheStation) {
  SwitchCore core(4, kStation);
  const auto send = [&](PortId from, const Mac& to, const Mac& source) {
    return core.Forward(from, MakeFrame(to, source)).to;
  };
  EXPECT_EQ(send(kPeer, kThird, kOther), (Ports{kPeer2, kSynthetic}));
  EXPECT_EQ(send(kPeer2, kOther, kThird), Ports{kPeer});
  EXPECT_EQ(send(kPeer, kThird, kOther), Ports{kPeer2});
  EXPECT_EQ(send(kSynthetic, kThird, kStation), Ports{kPeer2});
}

TEST(SwitchCorePorts, FirstAddressOfTheStationSideIsTheStation) {
  SwitchCore core(3);
  core.Forward(kVf, MakeFrame(kOther, kStation));
  EXPECT_EQ(core.StationPort(), kVf);
}

TEST(ParseMac, TakesOnlyWholeAddresses) {
  EXPECT_EQ(ParseMac("52:54:00:12:34:56"), kStation);
  EXPECT_FALSE(ParseMac("52:54:00:12:34:5"));
  EXPECT_FALSE(ParseMac("52:54:00:12:34:5g"));
  EXPECT_FALSE(ParseMac("52-54-00-12-34-56"));
  EXPECT_FALSE(ParseMac(""));
}

TEST(FrameStream, SurvivesAnyCutOfTheByteStream) {
  FrameQueue queue(10);
  ASSERT_TRUE(queue.Push(Frame{1, 2, 3}));
  ASSERT_TRUE(queue.Push(Frame(300, 7)));
  FrameReader reader;
  std::vector<std::size_t> sizes;
  while (!queue.empty()) {
    reader.Append(queue.Head().first(1));
    queue.Written(1);
    while (const auto frame = reader.Next()) sizes.push_back(frame->size());
  }
  EXPECT_EQ(sizes, (std::vector<std::size_t>{3, 300}));
}

TEST(FrameStream, QueueIsBounded) {
  FrameQueue queue(1);
  EXPECT_TRUE(queue.Push(Frame{1}));
  EXPECT_FALSE(queue.Push(Frame{2}));
  EXPECT_EQ(queue.Written(queue.Head().size()), 1u);
  EXPECT_TRUE(queue.empty());
}

TEST(FrameStream, AbsurdLengthBreaksTheStream) {
  FrameReader reader;
  reader.Append(Frame{0xff, 0xff, 0xff, 0xff});
  EXPECT_FALSE(reader.Next());
  EXPECT_TRUE(reader.broken());
}

TEST(Cable, LossIsSeededAndNearWhatWasAsked) {
  Cable first(1);
  Cable second(1);
  first.set_loss_percent(25);
  second.set_loss_percent(25);
  int lost = 0;
  for (int i = 0; i < 10000; ++i) {
    const Cable::Fate fate = first.Next();
    EXPECT_EQ(fate, second.Next());
    if (fate == Cable::Fate::kLost) ++lost;
  }
  EXPECT_NEAR(lost, 2500, 200);
  first.set_cut(true);
  EXPECT_EQ(first.Next(), Cable::Fate::kCut);
}

}  // namespace
}  // namespace vfpair::hostswitch
