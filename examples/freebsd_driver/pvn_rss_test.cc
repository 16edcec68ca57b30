// SPDX-License-Identifier: BSD-2-Clause
// How S's packets are hashed, and what the stack is told of it: section 16 of hn(4)'s behaviour.
#include <optional>

#include "examples/freebsd_driver/pvn_test.h"

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Not;

namespace {

/// V hashes, too.
class PvnRssTest : public PvnTest {
 protected:
  static Key KeyOf(uint8_t byte, size_t length = PVN_RSS_KEYLEN) { return Key(length, byte); }
  void SetUp() override {
    PvnTest::SetUp();
    v.spec().hashing = {RSS_FUNC_TOEPLITZ, KeyOf(2), RSS_TYPE_IPV4 | RSS_TYPE_TCP_IPV4};
    users_key_ = host.hashing.back().key;
  }

  /// What the stack hears of a hash by which the host chose a ring: M_HASHTYPE_*.
  int Told(uint32_t type) {
    host.Receive(1, type);
    return fake::HashTypes(s).back();
  }
  std::vector<int> ToldOfAll() {
    return {Told(RSS_TYPE_IPV4), Told(RSS_TYPE_TCP_IPV4), Told(RSS_TYPE_IPV6),
            Told(RSS_TYPE_TCP_IPV6)};
  }
  void ExpectUsersOwn() {
    EXPECT_EQ(host.hashing.back().key, users_key_);
    EXPECT_EQ(host.hashing.back().types, kPvnTypes);
    EXPECT_THAT(ToldOfAll(), ElementsAre(M_HASHTYPE_RSS_IPV4, M_HASHTYPE_RSS_TCP_IPV4,
                                         M_HASHTYPE_RSS_IPV6, M_HASHTYPE_RSS_TCP_IPV6));
  }
  void Leave() {
    v.Detach();
    fake::RunTasks();
    host.Answer(host.asked.back());
  }

  Key users_key_;
};

// R-RSS-1, R-RSS-3
TEST_F(PvnRssTest, TheHostHashesAsTheVfDoesBeforeItSwitches) {
  ExpectUsersOwn();
  Activate();
  EXPECT_EQ(host.asked.back().key, KeyOf(2));
  EXPECT_EQ(host.hashing.back().types, uint32_t{RSS_TYPE_IPV4 | RSS_TYPE_TCP_IPV4});
  EXPECT_EQ(host.rss_messages, 1);
  EXPECT_THAT(ToldOfAll(), ElementsAre(M_HASHTYPE_RSS_IPV4, M_HASHTYPE_RSS_TCP_IPV4,
                                       M_HASHTYPE_OPAQUE_HASH, M_HASHTYPE_OPAQUE_HASH));
  EXPECT_EQ(Told(0), M_HASHTYPE_NONE);
}

// R-RSS-1: a new session begins with what was agreed on.
TEST_F(PvnRssTest, AnotherSessionHashesAsTheVfDoes) {
  Activate();
  EXPECT_EQ(fake::SetMtu(s, 4000), 0);
  EXPECT_EQ(host.sessions.back(), 4000u);
  EXPECT_EQ(host.hashing.back().key, KeyOf(2));
  fake::RunTasks();
  host.Answer(host.asked.back());
  EXPECT_EQ(host.rss_messages, 1);
}

// R-RSS-1
TEST_F(PvnRssTest, WithOneRingNothingIsTouched) {
  Detach();
  Attach(1);
  fake::SetUp(s, true);
  Activate();
  EXPECT_EQ(host.rss_messages, 0);
  ExpectUsersOwn();
}

// R-RSS-2, R-RSS-9
TEST_F(PvnRssTest, AVfThatDoesNotFitCostsTheHashesOnly) {
  const std::optional<Hashing> unfit[] = {
      std::nullopt,
      Hashing{RSS_FUNC_NONE, KeyOf(2), kPvnTypes},
      Hashing{RSS_FUNC_PRIVATE, KeyOf(2), kPvnTypes},
      Hashing{RSS_FUNC_TOEPLITZ, KeyOf(2, 52), kPvnTypes},
      Hashing{RSS_FUNC_TOEPLITZ, KeyOf(2, RSS_KEYLEN), kPvnTypes},
      Hashing{RSS_FUNC_TOEPLITZ, {}, kPvnTypes},
      Hashing{RSS_FUNC_TOEPLITZ, KeyOf(2), RSS_TYPE_UDP_IPV4 | RSS_TYPE_UDP_IPV6_EX},
  };
  for (const std::optional<Hashing>& hashing : unfit) {
    v.spec().hashing = hashing;
    Activate();
    EXPECT_EQ(Of("vf"), "mce0");
    EXPECT_EQ(host.rss_messages, 0);
    EXPECT_THAT(ToldOfAll(), Each(M_HASHTYPE_OPAQUE_HASH));
    Leave();
    ExpectUsersOwn();
  }
}

// R-RSS-2
TEST_F(PvnRssTest, AVfWhoseDriverDoesNotAnswerIsUsed) {
  for (const u_long request : {SIOCGIFRSSKEY, SIOCGIFRSSHASH}) {
    v.Refuse(request, EIO);
    Activate();
    EXPECT_EQ(host.rss_messages, 0);
    EXPECT_THAT(ToldOfAll(), Each(M_HASHTYPE_OPAQUE_HASH));
    v.Accept(request);
    Leave();
  }
}

// R-RSS-4
TEST_F(PvnRssTest, WhatTheVfWouldHashOtherwiseIsNotTold) {
  v.spec().hashing->types |= RSS_TYPE_UDP_IPV4;
  Activate();
  EXPECT_EQ(host.hashing.back().types, uint32_t{RSS_TYPE_IPV4 | RSS_TYPE_TCP_IPV4});
  EXPECT_EQ(Told(RSS_TYPE_IPV4), M_HASHTYPE_OPAQUE_HASH);
  EXPECT_EQ(Told(RSS_TYPE_TCP_IPV4), M_HASHTYPE_RSS_TCP_IPV4);
}

// R-RSS-6, R-RSS-7, W-19
TEST_F(PvnRssTest, TheUsersKeyComesBack) {
  users_key_ = KeyOf(7);
  EXPECT_EQ(pvn_set_key(host.driver, users_key_.data()), 0);
  ExpectUsersOwn();
  Activate();
  EXPECT_EQ(host.hashing.back().key, KeyOf(2));
  Leave();
  ExpectUsersOwn();
  Activate();
  EXPECT_EQ(host.hashing.back().key, KeyOf(2));
  Detach();
  EXPECT_EQ(host.hashing.back().key, users_key_);
}

TEST_F(PvnRssTest, AUsersKeyWhichTheHostRefusesToTakeBackIsTheNextSessions) {
  Activate();
  host.rss_error = EIO;
  Leave();
  host.rss_error = 0;
  EXPECT_EQ(fake::SetMtu(s, 4000), 0);
  ExpectUsersOwn();
}

// R-RSS-7, W-19: a driver tells nobody of another key, but many make one as they come up.
TEST_F(PvnRssTest, AVfWithAnotherKeyIsFollowed) {
  Activate();
  v.spec().hashing->key = KeyOf(3);
  v.spec().hashing->types = RSS_TYPE_TCP_IPV4 | RSS_TYPE_TCP_IPV6;
  fake::SetUp(v.ifp(), false);
  fake::RunTasks();
  host.Answer(host.asked.back());
  EXPECT_EQ(host.hashing.back().key, users_key_);
  fake::AdvanceMs(1100);
  ASSERT_TRUE(host.asked.back().to_vf);
  EXPECT_EQ(host.asked.back().key, KeyOf(3));
  EXPECT_EQ(host.hashing.back().types, uint32_t{RSS_TYPE_TCP_IPV4 | RSS_TYPE_TCP_IPV6});
  EXPECT_EQ(Told(RSS_TYPE_TCP_IPV6), M_HASHTYPE_RSS_TCP_IPV6);
}

TEST_F(PvnRssTest, AnotherKeyOfAVfThatIsUpIsFollowedWithTheNextNewsOfIt) {
  Activate();
  v.spec().hashing->key = KeyOf(3);
  fake::LinkChanged(v.ifp(), LINK_STATE_DOWN);
  fake::RunTasks();
  host.Answer(host.asked.back());
  EXPECT_EQ(host.hashing.back().key, KeyOf(3));
}

// R-RSS-8, W-33
TEST_F(PvnRssTest, AHostThatHashesAsTheVfDoesIsNotProgrammed) {
  v.spec().hashing = {RSS_FUNC_TOEPLITZ, users_key_,
                      kPvnTypes | RSS_TYPE_UDP_IPV4 | RSS_TYPE_UDP_IPV6};
  Activate();
  EXPECT_THAT(ToldOfAll(), ElementsAre(M_HASHTYPE_OPAQUE_HASH, M_HASHTYPE_RSS_TCP_IPV4,
                                       M_HASHTYPE_OPAQUE_HASH, M_HASHTYPE_RSS_TCP_IPV6));
  Leave();
  EXPECT_EQ(host.rss_messages, 0);
  ExpectUsersOwn();
}

// A27
TEST_F(PvnRssTest, TheKeyIsTheVfsWhileThereIsOne) {
  users_key_ = KeyOf(7);
  v.spec().hashing = {RSS_FUNC_TOEPLITZ, users_key_, kPvnTypes};
  EXPECT_EQ(pvn_set_key(host.driver, users_key_.data()), 0);
  Activate();
  users_key_ = KeyOf(8);
  EXPECT_EQ(pvn_set_key(host.driver, users_key_.data()), 0);  // nobody's but its user's so far
  fake::RunTasks();
  EXPECT_EQ(host.hashing.back().key, KeyOf(7));
  EXPECT_EQ(pvn_set_key(host.driver, KeyOf(9).data()), EBUSY);
  Leave();
  ExpectUsersOwn();
}

TEST_F(PvnRssTest, AHostThatRefusesCostsTheHashesOnly) {
  host.rss_error = EIO;
  Activate();
  EXPECT_THAT(ToldOfAll(), Each(M_HASHTYPE_OPAQUE_HASH));
  EXPECT_EQ(Send(1), 0);
  EXPECT_THAT(v.sent, ElementsAre(1));
  Leave();
  ExpectUsersOwn();
}

TEST_F(PvnRssTest, AVfIsNotAskedBeforeItHasSettledNorAsItLeaves) {
  v.Attach();
  fake::SetUp(v.ifp(), true);
  fake::RunTasks();
  Journal().clear();
  fake::LinkChanged(v.ifp(), LINK_STATE_DOWN);
  fake::LinkChanged(v.ifp(), LINK_STATE_UP);
  fake::AdvanceMs(50);
  EXPECT_EQ(Of("state"), "settling");
  EXPECT_THAT(Journal(), Not(Contains("V rss")));
  fake::AdvanceMs(100);
  EXPECT_THAT(Journal(), Contains("V rss"));
  host.Answer(host.asked.back());
  EXPECT_EQ(Of("state"), "active");
  Journal().clear();
  v.Detach();
  EXPECT_THAT(Journal(), Not(Contains("V rss")));
}

}  // namespace
