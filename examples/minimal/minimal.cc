// SPDX-License-Identifier: BSD-2-Clause
// Pairs two simulated NICs, pulls the VF, and shows that nothing above noticed.
#include <cstdio>

#include "vfpair/testing/sim_world.h"

using namespace vfpair;           // Pair, State, Status: what a driver embeds
using namespace vfpair::testing;  // SimWorld: a machine in a program, with an S, a host and a peer

void Exchange(SimWorld& world, int packets) {  // one packet each way every millisecond
  for (int i = 0; i < packets; ++i) {
    world.Send();
    world.PeerSend();
    world.Advance(kNsPerMs);
  }
  const auto& counters = world.platform().counters();
  std::printf("%-8s  sent over the VF %4llu, over the synthetic %4llu\n",
              StateName(world.pair().state()), counters.Get(Counter::kTxVfPackets),
              counters.Get(Counter::kTxSyntheticPackets));
}

int main() {
  SimWorld world;
  if (const Status status = world.StartPair(); !status.ok()) return std::puts(status.sentence());
  Exchange(world, 50);  // no VF yet

  SimNic& vf = world.AddVf();  // same MAC address as the synthetic NIC
  if (const Status status = world.Arrive(vf); !status.ok()) return std::puts(status.sentence());
  Exchange(world, 300);  // settles for 100 ms, then carries the traffic

  world.Depart(vf);
  Exchange(world, 50);  // back on the synthetic NIC

  world.Unpair();
  const TrafficTotals& t = world.traffic.totals();
  std::printf("lost %llu, duplicated %llu, reordered %llu; NICs as before: %s\n", t.dropped,
              t.duplicated, t.reordered, world.IdentityComplaint().empty() ? "yes" : "no");
}
