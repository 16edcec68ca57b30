// SPDX-License-Identifier: BSD-2-Clause
#include "bench/nic.h"

namespace vfpair::bench {
namespace {

void Take(Nic&, Packet&) {}
void TakeBatch(Nic&, Packet* const*, Size) {}
void Deliver(Nic&, Packet*) {}
void DeliverBatch(Nic&, Packet* const*, Size) {}

}  // namespace

Nic::Nic() noexcept
    : transmit(Take), transmit_batch(TakeBatch), input(Deliver), input_batch(DeliverBatch) {}

}  // namespace vfpair::bench
