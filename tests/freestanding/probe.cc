// SPDX-License-Identifier: BSD-2-Clause
// The whole core, instantiated over a platform of C functions: what a kernel module compiles. Its
// object may need nothing but these functions and what the compiler itself calls.
#include "vfpair/vfpair.h"

using vfpair::Capabilities;
using vfpair::FilterEntry;
using vfpair::FilterSet;
using vfpair::InterfaceFacts;
using vfpair::InterfaceId;
using vfpair::Path;
using vfpair::Reason;
using vfpair::Side;
using vfpair::Status;
using vfpair::SyntheticId;
using vfpair::Transition;
using vfpair::TsoLimits;
using vfpair::U32;
using vfpair::U64;
using vfpair::VfId;

extern "C" {
int probe_do(int what, void* handle, const void* with, U32 number);
void probe_publish(const Path* path);
unsigned long probe_word(void* vf);
U64 probe_now();
void probe_timer(U64 deadline_ns);
void probe_trace(const Transition* transition);
}

namespace {

struct Probe {
  static Status Do(int what, const InterfaceId& id, const void* with, U32 number) noexcept {
    const int result = probe_do(what, id.handle, with, number);
    return {static_cast<vfpair::Outcome>(result), Reason::kNone};
  }

  Status ReadFacts(InterfaceId id, InterfaceFacts& out) noexcept { return Do(0, id, &out, 0); }
  Status Overlay(bool on) noexcept { return Do(1, {}, nullptr, on); }
  Status Mark(VfId vf, bool on) noexcept { return Do(2, vf.get(), nullptr, on); }
  Status Capture(VfId vf, bool on) noexcept { return Do(3, vf.get(), nullptr, on); }
  Status Link(VfId vf, bool on) noexcept { return Do(4, vf.get(), nullptr, on); }
  Status Withhold(SyntheticId s, Capabilities c) noexcept { return Do(5, s.get(), nullptr, c.bits()); }
  Status Withhold(VfId vf, Capabilities c) noexcept { return Do(6, vf.get(), nullptr, c.bits()); }
  Status LimitTso(SyntheticId s, const TsoLimits& tso) noexcept { return Do(7, s.get(), &tso, 0); }
  Status SetMtu(SyntheticId s, U32 mtu) noexcept { return Do(8, s.get(), nullptr, mtu); }
  Status SetMtu(VfId vf, U32 mtu) noexcept { return Do(9, vf.get(), nullptr, mtu); }
  Status SetUp(VfId vf, bool up) noexcept { return Do(10, vf.get(), nullptr, up); }
  Status ReadFilters(SyntheticId s, FilterSet& out) noexcept { return Do(11, s.get(), &out, 0); }
  Status ChangeFilter(VfId vf, const FilterEntry& entry, bool add) noexcept {
    return Do(12, vf.get(), &entry, add);
  }
  Status SteerHost(Side side, U32 generation) noexcept { return Do(13, {}, &side, generation); }
  void Publish(const Path* path) noexcept { probe_publish(path); }
  void Grace() noexcept { (void)Do(14, {}, nullptr, 0); }
  void Wake() noexcept { (void)Do(15, {}, nullptr, 0); }
  unsigned long ReadyMask() noexcept { return 3; }
  unsigned long ReadyValue() noexcept { return 1; }
  Status DrainTransmit(Side side, VfId vf, U32 us) noexcept { return Do(16, vf.get(), &side, us); }
  void DrainReceive(Side, VfId vf, U32, U32 us) noexcept { (void)Do(17, vf.get(), nullptr, us); }
  void HoldReceive(Side, VfId vf, bool on) noexcept { (void)Do(20, vf.get(), nullptr, on); }
  void Announce(Side side, VfId vf) noexcept { (void)Do(18, vf.get(), &side, 0); }
  U64 NowNs() noexcept { return probe_now(); }
  void SetTimer(U64 deadline_ns) noexcept { probe_timer(deadline_ns); }
  void Schedule() noexcept { (void)Do(19, {}, nullptr, 0); }
  void Trace(const Transition& transition) noexcept { probe_trace(&transition); }
};

struct Packet {
  Packet* next;
  U32 length;
  void* receiver;
  Packet* Next() noexcept { return next; }
  U32 Length() noexcept { return length; }
  void SetReceiver(void* interface) noexcept { receiver = interface; }
};

using ProbePair = vfpair::Pair<Probe>;

}  // namespace

inline void* operator new(vfpair::Size, void* storage) noexcept { return storage; }

extern "C" {

vfpair::Size probe_size() { return sizeof(ProbePair) + sizeof(Probe); }

void* probe_init(void* storage, void* synthetic) {
  auto* probe = new (storage) Probe;
  return new (static_cast<char*>(storage) + 64)
      ProbePair(*probe, SyntheticId(InterfaceId{synthetic, 1}), vfpair::Rule{}, vfpair::kHnProfile);
}

// Calls everything, so that everything is instantiated.
U64 probe_drive(ProbePair* pair, const InterfaceFacts* vf, vfpair::Registry<Probe>* registry,
                Packet* batch, vfpair::PathCounters* counters, const Path* path) {
  U64 sum = static_cast<U64>(registry->Add(*pair).outcome());
  sum += static_cast<U64>(registry->Arrived(*vf).reason());
  pair->VfClosing(VfId(vf->id));
  pair->Signal(vfpair::kSignalSynthetic);
  pair->Complete(1, Status::Ok());
  pair->Run();
  sum += static_cast<U64>(pair->ChangeMtu(1500).outcome());
  registry->Departed(VfId(vf->id));
  sum += reinterpret_cast<vfpair::UPtr>(registry->HolderOf(VfId(vf->id)));
  sum += static_cast<U64>(vfpair::DecideTx(path, probe_word));
  vfpair::RewriteRx(batch, batch, *counters);
  registry->Remove(*pair);
  sum += static_cast<U64>(vfpair::StateName(pair->state())[0]);
  sum += static_cast<U64>(vfpair::SettingText(pair->failed_setting())[0]);
  sum += static_cast<U64>(vfpair::ReasonSentence(pair->reason())[0]);
  return sum + pair->legs().switches();
}

}  // extern "C"
