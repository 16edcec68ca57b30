// SPDX-License-Identifier: BSD-2-Clause
// Whatever an adapter may do with the C contract, in any order: arbitrary facts, signals, answers
// of the host and failures of drivers. The promises to the adapter hold at every call
// (contract_os.cc) and after it, and at the end nothing of vfpair's is left on any interface.
#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

#include "tests/fuzz/contract_os.h"
#include "tests/fuzz/fuzz_input.h"

namespace vfpair::fuzz {
namespace {

using Context = ContractOs::Context;

constexpr U32 kVfs = 6;  // one is held, four wait, one is refused
constexpr unsigned kSignals = VFPAIR_SIGNAL_SYNTHETIC | VFPAIR_SIGNAL_VF | VFPAIR_SIGNAL_FILTERS |
                              VFPAIR_SIGNAL_TIMER | VFPAIR_SIGNAL_HOST_REVOKED |
                              VFPAIR_SIGNAL_HOST_FORGOT | VFPAIR_SIGNAL_VF_READY;
constexpr unsigned long long kMs = 1'000'000;
constexpr int kResults[] = {VFPAIR_OS_OK,   VFPAIR_OS_PENDING, VFPAIR_OS_REFUSED,
                            VFPAIR_OS_GONE, VFPAIR_OS_RETRY,   99};
constexpr int kFailures[] = {VFPAIR_OS_REFUSED, VFPAIR_OS_GONE, VFPAIR_OS_RETRY, -5};

vfpair_tso AnyTso(Input& in) {
  const unsigned bytes = in.Limit(), segments = in.Limit();
  return {bytes, segments, in.Limit()};
}
unsigned AnyCapabilities(Input& in) {
  return in.Coin() ? in.Number() : in.Byte() | in.Pick(2) << 8;
}

// Mostly none, or one that another interface can have as well.
vfpair_rss_facts AnyRss(Input& in) {
  vfpair_rss_facts rss{};
  const U8 bits = in.Byte();
  if ((bits & 1) == 0) return rss;
  rss.has_rss = 1;
  rss.function =
      static_cast<unsigned char>((bits & 2) != 0 ? in.Pick(3) : U32{VFPAIR_RSS_TOEPLITZ});
  rss.key.length = (bits & 4) != 0 ? in.Byte() : 40;
  rss.key.bytes[39] = bits >> 3 & 1;
  rss.types = (bits & 16) != 0 ? in.Number() : in.Byte() | in.Pick(2) << 8;
  rss.rings = (bits & 32) != 0 ? in.Pick(3) : 4;
  return rss;
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
  if ((bits & 16) != 0) facts.kind ^= 1u << in.Pick(13);
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
  facts.rss = AnyRss(in);
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
    os_.synthetic.NoteUser();
    os_.wanted_filters = AnyFilters(in);
    for (Interface& vf : vfs_) {
      vf.os = &os_;
      vf.departed = true;
      vf.present = false;
    }
    os_.host_result = in.OneOf(kResults);
    settings_.profile = in.Pick(4);
    os_.is_transparent = settings_.profile != VFPAIR_PROFILE_NONTRANSPARENT;
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
      Expect((core_ != nullptr) == (why == VFPAIR_REASON_None),
             "a pair begins, or there is a reason");
    });
    os_.core = core_;
    if (core_ != nullptr) {
      CheckBetweenCalls();
      while (!in_.empty() && os_.last_state != VFPAIR_STATE_Closed) {
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
    const unsigned bits = in_.Byte();
    const unsigned ready = (bits & 0x20) != 0 ? unsigned{VFPAIR_SIGNAL_VF_READY} : 0u;
    const unsigned signals = (bits | ready) & kSignals;
    stray_timer_ |= (signals & VFPAIR_SIGNAL_TIMER) != 0;
    return signals;
  }
  void Signal(unsigned signals) {
    vfpair_pair_signal(core_, signals);
    if (in_.Coin()) RunActor();
  }

  void Act() {
    switch (in_.Pick(20)) {
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
      case 15:
        return Ask();
      case 16:
        return ChangeCapabilities();
      case 17:
        return ChangeMac();
      case 18:
        if (in_.Pick(4) == 0) return In(Context::kActor, [this] { vfpair_pair_unpair(core_); });
        return vfpair_pair_host_promise(core_, in_.Coin());
      default:
        return In(Context::kActor, [this] { vfpair_pair_renamed(core_, AnyVf().facts.id); });
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
      vf.NoteUser();
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
    Expect(os_.receives_as != &vf, "nor is anything received as that");
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
    if (status.vf.handle == &vf && status.state != VFPAIR_STATE_Settling && os_.is_transparent)
      vf.untouched = false;
    vf.NoteUser();
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
    os_.synthetic.NoteUser();
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

  // What S's user changes is changed as a whole, or not at all. @returns whether it was.
  template <class What>
  bool Change(What&& what) {
    vfpair_status status{};
    vfpair_pair_status(core_, &status);
    const auto* const vf = static_cast<const Interface*>(status.vf.handle);
    const Interface s_before = os_.synthetic, vf_before = vf != nullptr ? *vf : Interface();
    const bool follows = vf != nullptr && Follows(status.state, *vf);
    os_.user_changes = true;
    os_.refusals = 0;
    os_.acted = false;
    vfpair_reason reason = VFPAIR_REASON_COUNT;
    In(Context::kActor, [&] { reason = what(); });
    os_.user_changes = false;
    Expect(reason < VFPAIR_REASON_COUNT, "a change is made or there is a reason");
    if (reason == VFPAIR_REASON_None && follows && os_.refusals == 0 && !os_.acted)
      Expect(vf->facts.mtu == os_.synthetic.facts.mtu && HasSameMac(*vf, os_.synthetic),
             "V has what S has");
    if (reason == VFPAIR_REASON_None) return true;
    if (os_.acted) return false;  // which may have changed something as well
    Expect(IsAs(os_.synthetic, s_before), "what is refused changes nothing on S");
    // unless V's driver refuses to be put back, too, or V is gone
    if (vf != nullptr && vf->present && os_.refusals < 2) Expect(IsAs(*vf, vf_before), "nor on V");
    return false;
  }
  static bool HasSameMac(const Interface& a, const Interface& b) {
    return std::memcmp(a.facts.mac, b.facts.mac, sizeof(a.facts.mac)) == 0;
  }
  static bool IsAs(const Interface& now, const Interface& before) {
    return now.facts.mtu == before.facts.mtu && now.facts.enabled == before.facts.enabled &&
           HasSameMac(now, before) && now.withheld == before.withheld;
  }
  // V is negotiated, and nothing happened to it that was not told yet.
  bool Follows(unsigned state, const Interface& vf) const {
    const vfpair_facts &s = os_.synthetic.facts, &v = vf.facts;
    return state >= VFPAIR_STATE_Ready && state <= VFPAIR_STATE_Returning && os_.is_transparent &&
           vf.present && (v.kind & VFPAIR_KIND_INPUT_TAKEN) == 0 && v.netns == s.netns &&
           HasSameMac(vf, os_.synthetic) && v.mtu == s.mtu;
  }

  void ChangeMtu() {
    const unsigned mtu = in_.Limit();
    if (Change([&] { return vfpair_pair_change_mtu(core_, mtu); }))
      Expect(os_.synthetic.facts.mtu == mtu, "an MTU that was accepted is S's");
  }
  void ChangeCapabilities() {
    const unsigned wished = AnyCapabilities(in_);
    Interface& s = os_.synthetic;
    s.never_enabled = in_.Coin() ? AnyCapabilities(in_) : 0;
    if (Change([&] { return vfpair_pair_change_capabilities(core_, wished); }))
      Expect(s.facts.enabled == (wished & s.facts.supported), "as are capabilities");
  }
  void ChangeMac() {
    unsigned char mac[6] = {2};
    const U8 bits = in_.Byte();
    mac[5] = bits & 3;
    if ((bits & 4) != 0) mac[0] = in_.Byte();
    os_.synthetic.refused_mac = (bits & 8) != 0 ? mac[5] : 0xff;
    Interface& vf = AnyVf();
    vf.refused_mac = (bits & 16) != 0 ? static_cast<unsigned char>(in_.Pick(4)) : 0xff;
    if (!Change([&] { return vfpair_pair_change_mac(core_, mac); })) return;
    Expect(std::memcmp(os_.synthetic.facts.mac, mac, sizeof(mac)) == 0, "and an address");
    Expect((mac[0] & 1) == 0 && (mac[0] != 0 || mac[5] != 0), "that is one interface's");
    os_.synthetic.NoteUser();
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
    CheckOffers(status);
    if (status.state == VFPAIR_STATE_Settling)
      Expect(os_.timer_ns == status.state_since_ns + SettleNs(), "V settles as long as was asked");
    if (status.state == VFPAIR_STATE_Degraded) Expect(os_.timer_ns != 0, "V will be tried again");
    if (status.state == VFPAIR_STATE_Switching || status.state == VFPAIR_STATE_Returning)
      Expect(os_.timer_ns != 0, "the host is not waited for for ever");
    if (!os_.failed) {
      Expect(status.withheld_synthetic == os_.synthetic.withheld,
             "the status tells what is withheld");
      const auto* const vf = static_cast<const Interface*>(status.vf.handle);
      Expect(status.withheld_vf == (vf != nullptr ? vf->withheld : 0), "from both");
      Expect(std::memcmp(&status.tso_limit, &os_.tso_limit, sizeof(vfpair_tso)) == 0,
             "and the limits");
    }
  }
  // What an OS may do without.
  void CheckOffers(const vfpair_status& status) const {
    const Interface& s = os_.synthetic;
    Expect(std::equal(s.user_mac.begin(), s.user_mac.end(), s.facts.mac),
           "S's address is its user's");
    const bool is_active = status.state == VFPAIR_STATE_Active;
    if (settings_.profile == VFPAIR_PROFILE_HN)
      Expect(os_.carrier == VFPAIR_CARRIER_OWN || status.vf.handle != nullptr,
             "S shows its own link when there is no V");
    else
      Expect(os_.carrier == VFPAIR_CARRIER_OWN || is_active, "and while V is not in use");
    Expect(os_.carrier != VFPAIR_CARRIER_UP || os_.is_transparent,
           "and never link instead of a V that shows its own");
    Expect(os_.receives_as == nullptr || (is_active && status.vf.handle == os_.receives_as),
           "S receives as the V that is in use");
    Expect(os_.rss.programmed == 0 || status.vf.handle != nullptr,
           "S hashes as its user wants while there is no V");
  }
  unsigned long long SettleNs() const {
    if (settings_.settle_ms != 0) return settings_.settle_ms * kMs;
    if (!os_.is_transparent) return 0;
    return settings_.profile == VFPAIR_PROFILE_HN ? 2000 * kMs : 100 * kMs;
  }

  void End(bool synthetic_gone) {
    os_.synthetic.present = !synthetic_gone;
    In(Context::kActor, [&] { vfpair_pair_shutdown(core_, synthetic_gone ? 1 : 0); });
    vfpair_status status{};
    vfpair_pair_status(core_, &status);
    Expect(status.state == VFPAIR_STATE_Closed, "the pair ends");
    Expect(os_.timer_ns == 0 || stray_timer_, "and waits for nothing");
  }
  void CheckLeftovers() {
    Expect(os_.path == nullptr && !os_.overlaid && os_.receive_held == 0, "S's hooks are gone");
    Expect(os_.synthetic.withheld == 0 && os_.tso_limit.max_bytes == 0 &&
               os_.tso_limit.max_segments == 0 && os_.tso_limit.max_segment_bytes == 0,
           "S has its capabilities back");
    Expect(os_.carrier == VFPAIR_CARRIER_OWN, "and its link");
    Expect(ContractOs::IsUsers(os_.rss), "and hashes as its user wants");
    Expect(os_.receives_as == nullptr, "and what it receives");
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
