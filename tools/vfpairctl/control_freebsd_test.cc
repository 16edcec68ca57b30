// SPDX-License-Identifier: BSD-2-Clause
#include <gtest/gtest.h>
#include <sys/sysctl.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "tools/vfpairctl/control.h"

namespace {

// The tree: texts by name, the lines that were written, and the reply to them.
std::map<std::string, std::string>& Texts() {
  static std::map<std::string, std::string> texts;
  return texts;
}
std::vector<std::string>& Written() {
  static std::vector<std::string> lines;
  return lines;
}
std::string& Reply() {
  static std::string reply;
  return reply;
}
bool is_root = true;

}  // namespace

extern "C" int sysctlbyname(const char* name, void* old, size_t* old_size, const void* value,
                            size_t value_size) {
  const auto found = Texts().find(name);
  if (found == Texts().end()) return errno = ENOENT, -1;
  std::string text = found->second;
  if (value != nullptr) {
    if (!is_root) return errno = EPERM, -1;
    Written().emplace_back(static_cast<const char*>(value), value_size);
    text = Reply();
  }
  const size_t size = text.size() + 1, room = *old_size;
  *old_size = size;
  if (old == nullptr) return 0;
  if (room < size) return errno = ENOMEM, -1;
  std::memcpy(old, text.c_str(), size);
  return 0;
}

namespace vfpairctl {
namespace {

class ControlFreeBsdTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Texts() = {{"hw.vfpair.command", ""}, {"hw.vfpair.status", "pair synthetic=vtnet0\n"}};
    Written().clear();
    Reply() = "ok\n";
    is_root = true;
  }
};

TEST_F(ControlFreeBsdTest, CommandIsGivenOnceAndItsReplyRead) {
  Reply() = "refused: em0: there is no interface of that name here\n";
  const auto answer = Ask("pair em0 mac");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(*answer, Reply());
  EXPECT_EQ(Written(), std::vector<std::string>{"pair em0 mac"});
}

TEST_F(ControlFreeBsdTest, StatusAndHistoryNeedNoRights) {
  is_root = false;
  Texts()["hw.vfpair.vtnet0.history"] = "time_us=1\n";
  EXPECT_EQ(Ask("status").value(), "ok\npair synthetic=vtnet0\n");
  EXPECT_EQ(Ask("history vtnet0").value(), "ok\ntime_us=1\n");
  EXPECT_TRUE(Written().empty());
}

TEST_F(ControlFreeBsdTest, StatusOfManyPairsIsReadWhole) {
  Texts()["hw.vfpair.status"] = std::string(300'000, 'x');
  EXPECT_EQ(Ask("status")->size(), 300'003u);
}

TEST_F(ControlFreeBsdTest, HistoryOfNoPairIsExplainedByTheModule) {
  Reply() = "refused: em0: there is no such pair\n";
  EXPECT_EQ(Ask("history em0").value(), Reply());
  EXPECT_EQ(Written(), std::vector<std::string>{"history em0"});
}

// Whose name no sysctl can have.
TEST_F(ControlFreeBsdTest, HistoryOfAnInterfaceWithADotIsTheModules) {
  Reply() = "ok\ntime_us=1\n";
  Texts()["hw.vfpair.em0.7.history"] = "time_us=2\n";
  EXPECT_EQ(Ask("history em0.7").value(), Reply());
}

TEST_F(ControlFreeBsdTest, HistoryOfNoPairIsExplainedToEverybody) {
  is_root = false;
  EXPECT_EQ(Ask("history em0").value(), "refused: em0: there is no such pair\n");
}

TEST_F(ControlFreeBsdTest, ErrorsSayWhatIsTheMatter) {
  is_root = false;
  const auto denied = Ask("unpair vtnet0");
  EXPECT_EQ(denied.status().message(), "unpair vtnet0: only root may do this, and in a jail only where it has vnet");
  EXPECT_TRUE(absl::IsPermissionDenied(denied.status()));
  Texts().clear();
  const auto unloaded = Ask("unpair vtnet0");
  EXPECT_TRUE(absl::IsUnavailable(unloaded.status()));
  EXPECT_NE(std::string(unloaded.status().message()).find("kldload if_vfpair"), std::string::npos);
}

}  // namespace
}  // namespace vfpairctl
