// SPDX-License-Identifier: BSD-2-Clause
// What the core itself costs: per packet, per event, per attach and detach. The platform does nothing,
// so this is a lower bound of what a real one shows.
#include <benchmark/benchmark.h>

#include <vector>

#include "vfpair/testing/null_platform.h"
#include "vfpair/vfpair.h"

namespace vfpair {
namespace {

struct Nothing : testing::NullPlatform {
  InterfaceFacts s, v;
  U64 now = 0;

  Nothing() {
    s.id = {&s, 1};
    s.mac = s.permanent_mac = v.mac = v.permanent_mac = MacAddress{{2, 0, 0, 0, 0, 1}};
    s.kind = kKindEthernet;
    s.up = s.carrier = v.carrier = true;
    s.mtu = v.mtu = 1500;
    s.capabilities = {kAllCapabilities, kAllCapabilities};
    v.id = {&v, 2};
    v.parent = 7;
    v.kind = kKindEthernet | kKindPhysical;
    v.capabilities = {kTxCsumIp4 | kRxCsum, kTxCsumIp4 | kRxCsum};
  }

  Status ReadFacts(InterfaceId id, InterfaceFacts& out) noexcept {
    out = id == s.id ? s : v;
    return {};
  }
  Status SetUp(VfId, bool up) noexcept {
    v.up = up;
    return {};
  }
  void Publish(const Path* path) noexcept { benchmark::DoNotOptimize(path); }
  unsigned long ReadyMask() noexcept { return 3; }
  unsigned long ReadyValue() noexcept { return 3; }
  U64 NowNs() noexcept { return now; }
};

void Activate(Nothing& platform, Pair<Nothing>& pair) {
  (void)pair.Arrived(platform.v);
  platform.now += kNsPerSecond;
  pair.Signal(kSignalTimer);
  pair.Run();
}

unsigned long g_state_word = 3;
unsigned long LoadWord(void* vf) { return *static_cast<unsigned long*>(vf); }

void BM_DecideTxWithoutVf(benchmark::State& state) {
  const Path* path = nullptr;
  for (auto _ : state) {
    benchmark::DoNotOptimize(path);
    benchmark::DoNotOptimize(DecideTx(path, LoadWord));
  }
}
BENCHMARK(BM_DecideTxWithoutVf);

void BM_DecideTxToVf(benchmark::State& state) {
  const Path vf{&g_state_word, 3, 3, 0, 1};
  const Path* path = &vf;
  for (auto _ : state) {
    benchmark::DoNotOptimize(path);
    benchmark::DoNotOptimize(DecideTx(path, LoadWord));
  }
}
BENCHMARK(BM_DecideTxToVf);

struct Packet {
  Packet* next = nullptr;
  void* receiver = nullptr;
  U32 length = 1500;
  Packet* Next() noexcept { return next; }
  U32 Length() const noexcept { return length; }
  void SetReceiver(void* interface) noexcept { receiver = interface; }
};

void BM_RewriteRx(benchmark::State& state) {
  std::vector<Packet> batch(static_cast<Size>(state.range(0)));
  for (Size i = 1; i < batch.size(); ++i) batch[i - 1].next = &batch[i];
  PathCounters counters;
  for (auto _ : state) {
    RewriteRx(batch.data(), &batch, counters);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()) * state.range(0));
}
BENCHMARK(BM_RewriteRx)->Arg(1)->Arg(64);

void BM_SignalThatChangesNothing(benchmark::State& state) {
  Nothing platform;
  Pair<Nothing> pair(platform, SyntheticId(platform.s.id), Rule{});
  (void)pair.Start();
  Activate(platform, pair);
  if (pair.state() != State::kActive) state.SkipWithError("not active");
  for (auto _ : state) {
    pair.Signal(kSignalSynthetic | kSignalVf);
    pair.Run();
  }
}
BENCHMARK(BM_SignalThatChangesNothing);

void BM_LinkDownAndUp(benchmark::State& state) {
  Nothing platform;
  Pair<Nothing> pair(platform, SyntheticId(platform.s.id), Rule{});
  (void)pair.Start();
  Activate(platform, pair);
  for (auto _ : state) {
    platform.v.carrier = !platform.v.carrier;
    pair.Signal(kSignalVf);
    pair.Run();
  }
  if (pair.legs().switches() < 2) state.SkipWithError("nothing switched");
}
BENCHMARK(BM_LinkDownAndUp);

void BM_AttachAndDetach(benchmark::State& state) {
  Nothing platform;
  Pair<Nothing> pair(platform, SyntheticId(platform.s.id), Rule{});
  (void)pair.Start();
  for (auto _ : state) {
    Activate(platform, pair);
    pair.Departed(VfId(platform.v.id));
    platform.v.up = false;
  }
  if (pair.state() != State::kIdle || pair.legs().switches() == 0) state.SkipWithError("not idle");
}
BENCHMARK(BM_AttachAndDetach);

}  // namespace
}  // namespace vfpair
