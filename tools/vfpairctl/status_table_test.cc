// SPDX-License-Identifier: BSD-2-Clause
#include "tools/vfpairctl/status_table.h"

#include "gtest/gtest.h"

namespace vfpairctl {
namespace {

TEST(StatusTableTest, ShowsOneRowPerPairUnderItsColumns) {
  EXPECT_EQ(StatusTable("pair synthetic=eth0 vf=eth2 state=active path=vf reason=none switches=3 "
                        "tx_vf_packets=10 rx_vf_packets=20 tx_synthetic_packets=5 state_ms=1234\n"),
            "SYNTHETIC  VF    STATE   FOR   PATH  SWITCHES  TX-VF  RX-VF  TX-SYNTHETIC  REASON\n"
            "eth0       eth2  active  1.2s  vf    3         10     20     5\n");
}

TEST(StatusTableTest, KeepsQuotedReasonsWhole) {
  EXPECT_NE(StatusTable("pair synthetic=eth0 vf=- state=degraded reason=\"the VF went away\" "
                        "state_ms=61000\n")
                .find("1m01s  -     -         -      -      -             the VF went away\n"),
            std::string::npos);
}

TEST(StatusTableTest, SaysThatThereAreNoPairs) {
  EXPECT_EQ(StatusTable(""), "no pairs; see vfpairctl --help\n");
}

TEST(StatusTableTest, SurvivesLinesThatAreCutShort) {
  EXPECT_NE(StatusTable("pair synthetic=\"eth0").find("eth0"), std::string::npos);
  EXPECT_NE(StatusTable("pair synthetic").find("-"), std::string::npos);
}

}  // namespace
}  // namespace vfpairctl
