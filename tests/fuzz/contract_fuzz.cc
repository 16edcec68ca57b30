// SPDX-License-Identifier: BSD-2-Clause
// Whatever an adapter may do with the C contract, in any order: arbitrary facts, signals, answers
// of the host and failures of drivers. The promises to the adapter hold at every call
// (contract_os.cc) and after it, and at the end nothing of vfpair's is left on any interface.
#include <cstring>
#include <memory>
#include <string>

#include "tests/fuzz/contract_os.h"
#include "tests/fuzz/fuzz_input.h"

namespace vfpair::fuzz {
namespace {

using Context = ContractOs::Context;

constexpr U32 kVfs = 6;  // one is held, four wait, one is refused
constexpr unsigned kSignals = 0x1f;
constexpr unsigned long long kMs = 1'000'000;
constexpr int kResults[] = {VFPAIR_OS_OK,   VFPAIR_OS_PENDING, VFPAIR_OS_REFUSED,
                            VFPAIR_OS_GONE, VFPAIR_OS_RETRY,   99};
constexpr int kFailures[] = {VFPAIR_OS_REFUSED, VFPAIR_OS_GONE, VFPAIR_OS_RETRY, -5};
#define STATE_OF_THE_LIST_(name, text) k##name,
enum { VFPAIR_STATES(STATE_OF_THE_LIST_) };
#undef STATE_OF_THE_LIST_  // as VFPAIR_STATES counts

vfpair_tso AnyTso(Input& in) {
  const unsigned bytes = in.Limit(), segments = in.Limit();
  return {bytes, segments, in.Limit()};
}
unsigned AnyCapabilities(Input& in) {
  return in.Coin() ? in.Number() : in.Byte() | in.Pick(2) << 8;
}

// Mostly an interface that can be paired; `id` is the caller's.
vfpair_facts AnyFacts(Input& in, bool vf) {
  vfpair_facts facts{};
  const U8 bits = in.Byte();
  facts.mac[0] = facts.permanent_mac[0] = 2;
  if ((bits & 1) != 0) facts.mac[5] = static_cast<unsigned char>(in.Pick(3));
  if ((bits & 2) != 0) facts.permanent_mac[in.Pick(6)] = in.Byte();
  facts.netns = (bits & 4) != 0 ? in.Pick(2) : 0;
  facts.parent = vf ? 1 + in.Pick(2) : (bits & 8) >> 3;
  facts.kind = VFPAIR_KIND_ETHERNET | (vf ? unsigned{VFPAIR_KIND_PHYSICAL} : 0u);
  if ((bits & 16) != 0) facts.kind ^= 1u << in.Pick(12);
  facts.up = ((bits & 32) != 0) == vf;  // S is mostly up, V mostly down, and the cable is plugged
  facts.carrier = (bits & 64) == 0;
  facts.mtu = 1500;
  facts.mtu_min = 68;
  facts.mtu_max = 9000;
  if ((bits & 128) != 0) {
    facts.mtu = in.Limit();
    facts.mtu_min = in.Limit();
    facts.mtu_max = in.Limit();
  }
  facts.supported = AnyCapabilities(in);
  facts.enabled = AnyCapabilities(in);
  facts.tso = AnyTso(in);
  return facts;
}

vfpair_filters AnyFilters(Input& in) {
  vfpair_filters filters{};
  const U8 bits = in.Byte();
  filters.promiscuous = bits & 1;
  filters.all_multicast = bits >> 1 & 1;
  filters.unicast_overflow = bits >> 2 & 1;
  filters.multicast_overflow = bits >> 3 & 1;
  filters.unicast_count = (bits & 16) != 0 ? VFPAIR_MAX_UNICAST : in.Pick(4);
  filters.multicast_count = (bits & 32) != 0 ? VFPAIR_MAX_MULTICAST : in.Pick(4);
  for (unsigned i = 0; i < filters.unicast_count; ++i) filters.unicast[i][5] = in.Byte();
  for (unsigned i = 0; i < filters.multicast_count; ++i) filters.multicast[i][5] = in.Byte();
  filters.vlans[in.Pick(64)] = in.Number();
  return filters;
}

class Adapter {
 public:
  explicit Adapter(Input& in) : in_(in), storage_(Allocate()) {
    os_.synthetic.facts = AnyFacts(in, false);
    os_.synthetic.facts.id = {&os_.synthetic, 1};
    os_.wanted_filters = AnyFilters(in);
    for (Interface& vf : vfs_) {
      vf.os = &os_;
      vf.departed = true;
      vf.present = false;
    }
    os_.host_result = in.OneOf(kResults);
    settings_.profile = in.Pick(3);
    settings_.settle_ms = in.Pick(3) * 50;
    settings_.by_mac = in.Coin();
    settings_.named_vf = {&vfs_[0], 1};
  }

  void Run() {
    const U8 end = in_.Byte();
    os_.synthetic.present = (end & 0xf0) != 0xf0;  // gone already?
    if (in_.Pick(8) == 0) Fault();
    In(Context::kActor, [this] {
      vfpair_reason why = VFPAIR_REASON_COUNT;
      core_ = vfpair_pair_init(storage_.get(), &os_, os_.synthetic.facts.id, &settings_, &why);
      Expect((core_ != nullptr) == (why == VFPAIR_REASON_None), "a pair begins, or there is a reason");
    });
    os_.core = core_;
    if (core_ != nullptr) {
      CheckBetweenCalls();
      while (!in_.empty()) {
        Act();
        CheckBetweenCalls();
      }
      End((end & 1) != 0);
    }
    CheckLeftovers();
    if (core_ == nullptr) return;
    AfterTheEnd();
    CheckLeftovers();
  }

 private:
  struct Free {
    void operator()(void* storage) const { std::free(storage); }
  };
  static std::unique_ptr<void, Free> Allocate() {
    const size_t size = (vfpair_pair_size() + 63) / 64 * 64;
    return std::unique_ptr<void, Free>(std::aligned_alloc(64, size));
  }

  template <class What>
  void In(Context context, What&& what) {
    os_.context = context;
    what();
    os_.context = Context::kAny;
  }
  void RunActor() {
    os_.scheduled = false;
    In(Context::kActor, [this] { vfpair_pair_run(core_); });
  }
  unsigned AnySignals() {
    const unsigned signals = in_.Byte() & kSignals;
    stray_timer_ |= (signals & VFPAIR_SIGNAL_TIMER) != 0;
    return signals;
  }
  void Signal(unsigned signals) {
    vfpair_pair_signal(core_, signals);
    if (in_.Coin()) RunActor();
  }

  void Act() {
    switch (in_.Pick(16)) {
      case 0:
        return Arrive();
      case 1:
        return Depart();
      case 2:
        AnyVf().present = false;
        return;  // pulled out, and nobody noticed yet
      case 3:
        return Close();
      case 4:
        return ChangeVf();
      case 5:
        return ChangeSynthetic();
      case 6:
        os_.wanted_filters = AnyFilters(in_);
        return Signal(VFPAIR_SIGNAL_FILTERS);
      case 7:
        return RunActor();
      case 8:
      case 9:
        return Wait();
      case 10:
        return Signal(AnySignals());
      case 11: {
        const unsigned generation = in_.Coin() ? os_.host_generation : in_.Number();
        return os_.AnswerHost(generation, in_.OneOf(kResults));
      }
      case 12:
        return ChangeMtu();
      case 13:
        return Fault();
      case 14:
        os_.host_result = in_.OneOf(kResults);
        return;
      default:
        return Ask();
    }
  }

  Interface& AnyVf() { return vfs_[in_.Pick(kVfs)]; }

  void Arrive() {
    Interface& vf = AnyVf();
    if (vf.departed) {  // a new one, where an old one was
      const unsigned generation = vf.facts.id.generation + 1;
      vf = Interface();
      vf.os = &os_;
      vf.facts = AnyFacts(in_, true);
      vf.facts.id = {&vf, generation};
      if (in_.Pick(4) == 3) vf.filter_room = in_.Pick(8);
      vf.user_up = vf.facts.up != 0;
      vf.user_mtu = vf.facts.mtu;
    }
    vfpair_facts told = vf.facts;
    if (in_.Pick(16) == 15) {  // facts of a moment that is over
      told = AnyFacts(in_, true);
      told.id = vf.facts.id;
      vf.untouched = false;
    }
    vfpair_reason reason = VFPAIR_REASON_COUNT;
    In(Context::kActor, [&] { reason = vfpair_pair_arrived(core_, &told); });
    Expect(reason < VFPAIR_REASON_COUNT, "a V is taken or there is a reason");
  }
  void Depart() {
    Interface& vf = AnyVf();
    if (vf.departed) return;
    if (in_.Coin()) CloseNow(vf);
    os_.departing = &vf;
    In(Context::kActor, [&] { vfpair_pair_departed(core_, vf.facts.id); });
    os_.departing = nullptr;
    vf.departed = true;
    vf.present = false;
    Expect(os_.path == nullptr || os_.path->vf != &vf, "no packet goes to a V that departed");
    Expect(!os_.grace_owed, "nor is one inside it");
    Expect(vf.Leftovers());
  }
  void CloseNow(Interface& vf) {
    In(Context::kClosing, [&] { vfpair_pair_vf_closing(core_, vf.facts.id); });
    Expect(os_.path == nullptr || os_.path->vf != &vf, "no packet goes to a V that closes");
    Expect(!os_.grace_owed, "nor is one inside it");
    vf.facts.up = 0;
    NoteUser(vf);
  }
  // Until V has settled, what its user does to it is how it is to be left; later vfpair and the
  // user are at odds, and either is right.
  void NoteUser(Interface& vf) {
    vfpair_status status{};
    vfpair_pair_status(core_, &status);
    if (status.vf.handle == &vf && status.state != kSettling) vf.untouched = false;
    vf.user_up = vf.facts.up != 0;
    vf.user_mtu = vf.facts.mtu;
  }
  void Close() {
    if (Interface& vf = AnyVf(); !vf.departed) CloseNow(vf);
  }
  void ChangeVf() {
    Interface& vf = AnyVf();
    if (vf.departed) return;
    const vfpair_if id = vf.facts.id;
    if (in_.Coin()) {
      vf.facts.carrier ^= 1;
    } else {
      vf.facts = AnyFacts(in_, true);
      vf.facts.id = id;
      NoteUser(vf);
    }
    Signal(VFPAIR_SIGNAL_VF);
  }
  void ChangeSynthetic() {
    const vfpair_if id = os_.synthetic.facts.id;
    if (in_.Coin())
      os_.synthetic.facts.up ^= 1;
    else
      os_.synthetic.facts = AnyFacts(in_, false);
    os_.synthetic.facts.id = id;
    Signal(VFPAIR_SIGNAL_SYNTHETIC);
  }
  void Wait() {
    constexpr unsigned long long kWaits[] = {1000,      kMs,        50 * kMs,
                                             100 * kMs, 2000 * kMs, 64000 * kMs};
    os_.now_ns += in_.OneOf(kWaits);
    if (os_.timer_ns != 0 && os_.timer_ns <= os_.now_ns) {
      os_.timer_ns = 0;
      vfpair_pair_signal(core_, VFPAIR_SIGNAL_TIMER);
      os_.scheduled = true;
    }
    if (os_.scheduled) RunActor();
  }
  void ChangeMtu() {
    const unsigned mtu = in_.Limit(), before = os_.synthetic.facts.mtu;
    vfpair_reason reason = VFPAIR_REASON_COUNT;
    In(Context::kActor, [&] { reason = vfpair_pair_change_mtu(core_, mtu); });
    if (reason == VFPAIR_REASON_None)
      Expect(os_.synthetic.facts.mtu == mtu, "an MTU that was accepted is S's");
    else
      Expect(os_.synthetic.facts.mtu == before, "an MTU that was refused changes nothing");
  }
  void Fault() {
    const long after = static_cast<long>(in_.Pick(24));
    switch (in_.Pick(4)) {
      case 0:
        os_.fails_in = after;
        break;
      case 1:
        os_.failing_call = static_cast<int>(after) % ContractOs::kCalls;
        break;
      case 2:
        os_.failing_call = -1;
        break;
      default:
        os_.says_in = after;
        os_.says_signals = AnySignals();
        os_.answers_host = in_.Coin();
        break;
    }
    os_.failure = in_.OneOf(kFailures);
  }

  // What tools and hooks ask, and departures of interfaces that nobody knows.
  void Ask() {
    const vfpair_facts s = AnyFacts(in_, false), v = AnyFacts(in_, true);
    Expect(vfpair_check_synthetic(&s) < VFPAIR_REASON_COUNT, "S is fit or there is a reason");
    Expect(vfpair_check_vf(&s, &v, &settings_) < VFPAIR_REASON_COUNT, "and so with V");
    const unsigned number = in_.Byte();
    Expect(vfpair_reason_sentence(number) != nullptr && vfpair_state_name(number) != nullptr &&
               vfpair_event_name(number) != nullptr && vfpair_setting_text(number) != nullptr,
           "there is a text for every number");
    const vfpair_if stranger = in_.Coin() ? os_.synthetic.facts.id : vfpair_if{&vfs_[0], ~0u};
    In(Context::kClosing, [&] { vfpair_pair_vf_closing(core_, stranger); });
    In(Context::kActor, [&] { vfpair_pair_departed(core_, stranger); });
  }

  void CheckBetweenCalls() {
    vfpair_status status{};
    vfpair_pair_status(core_, &status);
    Expect(os_.path == nullptr || os_.path->hold == 0, "packets are held only while a call lasts");
    Expect(!os_.grace_owed, "and grace is given before it returns");
    Expect(os_.receive_held == 0 || os_.timer_ns != 0,
           "and what is kept back is kept no longer than a timer says");
    Expect(status.path == (os_.path != nullptr ? 1 : 0), "the status tells the path");
    Expect(status.state == os_.last_state, "and the state that was traced");
    Expect(status.reason < VFPAIR_REASON_COUNT, "and a reason that exists");
    if (os_.path != nullptr) {
      const auto& vf = *static_cast<const Interface*>(os_.path->vf);
      Expect(&vf == status.vf.handle && vf.captured, "the path leads to the V that is held");
    }
    if (status.state == kSettling)
      Expect(os_.timer_ns == status.state_since_ns + SettleNs(), "V settles as long as was asked");
    if (status.state == kDegraded) Expect(os_.timer_ns != 0, "V will be tried again");
    if (status.state == kSwitching || status.state == kReturning)
      Expect(os_.timer_ns != 0, "the host is not waited for for ever");
    if (!os_.failed) {
      Expect(status.withheld_synthetic == os_.synthetic.withheld,
             "the status tells what is withheld");
      Expect(std::memcmp(&status.tso_limit, &os_.tso_limit, sizeof(vfpair_tso)) == 0,
             "and the limits");
    }
  }
  unsigned long long SettleNs() const {
    if (settings_.settle_ms != 0) return settings_.settle_ms * kMs;
    return settings_.profile == VFPAIR_PROFILE_HN ? 2000 * kMs : 100 * kMs;
  }

  void End(bool synthetic_gone) {
    os_.synthetic.present = !synthetic_gone;
    In(Context::kActor, [&] { vfpair_pair_shutdown(core_, synthetic_gone ? 1 : 0); });
    vfpair_status status{};
    vfpair_pair_status(core_, &status);
    Expect(status.state == kClosed, "the pair ends");
    Expect(os_.timer_ns == 0 || stray_timer_, "and waits for nothing");
  }
  void CheckLeftovers() {
    Expect(os_.path == nullptr && !os_.overlaid && os_.receive_held == 0, "S's hooks are gone");
    Expect(os_.synthetic.withheld == 0 && os_.tso_limit.max_bytes == 0 &&
               os_.tso_limit.max_segments == 0 && os_.tso_limit.max_segment_bytes == 0,
           "S has its capabilities back");
    for (const Interface& vf : vfs_) Expect(vf.Leftovers());
  }

  // Hooks of other CPUs may still be on their way.
  void AfterTheEnd() {
    Interface& vf = vfs_[0];
    vfpair_pair_signal(core_, kSignals);
    os_.AnswerHost(os_.host_generation, VFPAIR_OS_OK);
    if (!vf.departed) {
      vfpair_reason reason = VFPAIR_REASON_None;
      In(Context::kActor, [&] { reason = vfpair_pair_arrived(core_, &vf.facts); });
      Expect(reason != VFPAIR_REASON_None, "a pair that is over takes no V");
      In(Context::kClosing, [&] { vfpair_pair_vf_closing(core_, vf.facts.id); });
      In(Context::kActor, [&] { vfpair_pair_departed(core_, vf.facts.id); });
    }
    RunActor();
    In(Context::kActor, [&] { vfpair_pair_shutdown(core_, 0); });
  }

  Input& in_;
  ContractOs os_;
  Interface vfs_[kVfs];
  vfpair_settings settings_{};
  std::unique_ptr<void, Free> storage_;
  void* core_ = nullptr;
  bool stray_timer_ = false;  // it was said to be due before it was: the core takes it as spent
};

}  // namespace
}  // namespace vfpair::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  vfpair::fuzz::Input in(data, size);
  vfpair::fuzz::Adapter(in).Run();
  return 0;
}
