// SPDX-License-Identifier: BSD-2-Clause
#include "tests/stubs/freebsd/left_behind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/stubs/freebsd/kernel/kernel.h"

LeftBehind::LeftBehind() : memory_(fake::LiveMemory()), sysctls_(fake::SysctlCount()) {}

void LeftBehind::ExpectUnloaded() const {
  EXPECT_EQ(fake::Unload(), 0);
  EXPECT_EQ(fake::HandlerCount(), 0u);
  EXPECT_EQ(fake::LiveMemory(), memory_);
  EXPECT_EQ(fake::SysctlCount(), sysctls_);
  EXPECT_EQ(fake::TimersPending(), 0);
}

void LeftBehind::ExpectNothing() {
  EXPECT_EQ(fake::LivePackets(), 0u);
  fake::CheckFreedPackets();
  EXPECT_THAT(fake::TakeComplaints(), ::testing::IsEmpty());
}
