// SPDX-License-Identifier: BSD-2-Clause
#include "tests/fuzz/contract_os.h"

#include <algorithm>
#include <cstring>

#include "tests/fuzz/fuzz_input.h"

namespace vfpair::fuzz {
namespace {

using Context = ContractOs::Context;

ContractOs& OsOf(void* pair) { return *static_cast<ContractOs*>(pair); }

// The interface that is meant; it must be one the core may still know.
Interface& Meant(vfpair_if id) {
  Expect(id.handle != nullptr, "an interface is named");
  auto& interface = *static_cast<Interface*>(id.handle);
  Expect(id.generation == interface.facts.id.generation && !interface.departed,
         "nothing is done to an interface after its departure");
  return interface;
}

void NeedActor(const ContractOs& os) {
  Expect(os.context == Context::kActor, "only the actor changes settings");
}
void NeedActorOrClosing(const ContractOs& os) {
  Expect(os.context != Context::kAny, "the path is switched by the actor or the closing thread");
}

// A V that is its user's is left alone.
void NeedTransparent(const ContractOs& os) {
  Expect(os.is_transparent, "nothing is done to a V that is its user's");
}

// A call into V's driver.
Interface& Driver(const ContractOs& os, vfpair_if vf) {
  NeedActor(os);
  NeedTransparent(os);
  Interface& interface = Meant(vf);
  Expect(&interface != os.departing, "the driver of a departing V is not called");
  return interface;
}
// The same, or into S's.
Interface& DriverOf(ContractOs& os, vfpair_if interface, vfpair_side side) {
  NeedActor(os);
  if (side == VFPAIR_SIDE_VF) return Driver(os, interface);
  Expect(interface.handle == &os.synthetic, "S is S");
  return os.synthetic;
}

bool LeadsTo(const ContractOs& os, const Interface& vf) {
  return os.path != nullptr && os.path->vf == &vf;
}
void NeedUnused(const ContractOs& os, const Interface& vf, const char* what) {
  Expect(!LeadsTo(os, vf) && !os.grace_owed, what);
}

// On: done unless it fails. Off: done in any case, only the answer may be bad.
int Switch(ContractOs& os, int call, bool& state, bool on) {
  const int result = os.Answer(call);
  if (!on || result == VFPAIR_OS_OK) state = on;
  return result;
}

}  // namespace

ContractOs::ContractOs() { synthetic.os = this; }

bool ContractOs::IsUsers(const vfpair_rss& rss) {
  return rss.programmed == 0 && rss.delivered == kAllRssTypes;
}

int ContractOs::Answer(int call) {
  if (says_in >= 0 && says_in-- == 0 && core != nullptr) {
    const Context before = context;
    context = Context::kAny;
    vfpair_pair_signal(core, says_signals);
    if (answers_host) AnswerHost(host_generation, host_result);
    context = before;
    if (context == Context::kActor) {  // from within itself: does nothing
      acted = true;
      vfpair_pair_run(core);
    }
  }
  if (call == kFacts) return VFPAIR_OS_OK;  // what is there can be read
  const bool fails = (fails_in >= 0 && fails_in-- == 0) || call == failing_call;
  failed |= fails;
  if (fails) ++refusals;
  return fails ? failure : VFPAIR_OS_OK;
}

void ContractOs::AnswerHost(unsigned generation, int result) {
  if (generation == host_generation && result == VFPAIR_OS_OK)
    host_steers_to_vf = host_asked_for_vf;
  vfpair_pair_complete(core, generation, result);
}

void Interface::NoteUser() {
  user_up = facts.up != 0;
  user_mtu = facts.mtu;
  std::copy(facts.mac, facts.mac + user_mac.size(), user_mac.begin());
}

std::string Interface::Leftovers() const {
  std::string text;
  if (marked) text += "marked ";
  if (captured) text += "captured ";
  if (linked) text += "linked ";
  if (!filters.empty()) text += "filters ";
  if (!present) return text;
  if (withheld != 0) text += "capabilities ";
  if (untouched && (facts.up != 0) != user_up) text += "up/down ";
  if (untouched && facts.mtu != user_mtu) text += "mtu ";
  if (untouched && !std::equal(user_mac.begin(), user_mac.end(), facts.mac)) text += "mac ";
  return text;
}

}  // namespace vfpair::fuzz

using vfpair::fuzz::ContractOs;
using vfpair::fuzz::Expect;
using vfpair::fuzz::Interface;
using namespace vfpair::fuzz;  // NOLINT(google-build-using-namespace): the functions below are C

extern "C" {

int vfpair_os_facts(vfpair_if id, vfpair_facts* out) {
  Interface& interface = Meant(id);
  (void)interface.os->Answer(ContractOs::kFacts);
  if (!interface.present) return VFPAIR_OS_GONE;
  *out = interface.facts;
  interface.told = interface.facts;
  return VFPAIR_OS_OK;
}

int vfpair_os_mark(void* pair, vfpair_if vf, int on) {
  NeedActor(OsOf(pair));
  if (on != 0) NeedTransparent(OsOf(pair));
  return Switch(OsOf(pair), ContractOs::kMark, Meant(vf).marked, on != 0);
}
int vfpair_os_capture(void* pair, vfpair_if vf, int on) {
  ContractOs& os = OsOf(pair);
  NeedActor(os);
  if (on != 0) NeedTransparent(os);
  if (on == 0) NeedUnused(os, Meant(vf), "V's input is released when nothing is sent to it");
  return Switch(os, ContractOs::kCapture, Meant(vf).captured, on != 0);
}
int vfpair_os_link(void* pair, vfpair_if vf, int on) {
  NeedActor(OsOf(pair));
  Expect(OsOf(pair).receives_as == nullptr, "V is unlinked when nothing is received as V");
  return Switch(OsOf(pair), ContractOs::kLink, Meant(vf).linked, on != 0);
}
int vfpair_os_overlay(void* pair, int on) {
  ContractOs& os = OsOf(pair);
  NeedActor(os);
  if (on == 0) Expect(os.path == nullptr, "S's hook goes last");
  return Switch(os, ContractOs::kOverlay, os.overlaid, on != 0);
}

int vfpair_os_withhold(void* pair, vfpair_if interface, vfpair_side side, unsigned capabilities) {
  ContractOs& os = OsOf(pair);
  Interface& meant = DriverOf(os, interface, side);
  const int result = os.Answer(ContractOs::kWithhold);
  // What is given back is, whatever the answer; but a change that is refused is none.
  if (result == VFPAIR_OS_OK || (capabilities == 0 && (!os.user_changes || os.acted)))
    meant.withheld = capabilities;
  return result;
}
int vfpair_os_limit_tso(void* pair, const vfpair_tso* limit) {
  ContractOs& os = OsOf(pair);
  NeedActor(os);
  const int result = os.Answer(ContractOs::kTso);
  const bool none =
      limit->max_bytes == 0 && limit->max_segments == 0 && limit->max_segment_bytes == 0;
  if (result == VFPAIR_OS_OK || none) os.tso_limit = *limit;
  return result;
}
int vfpair_os_set_mtu(void* pair, vfpair_if interface, vfpair_side side, unsigned mtu) {
  ContractOs& os = OsOf(pair);
  Interface& meant = DriverOf(os, interface, side);
  const int result = os.Answer(ContractOs::kMtu);
  const bool fits =
      mtu >= meant.facts.mtu_min && (meant.facts.mtu_max == 0 || mtu <= meant.facts.mtu_max);
  if (result != VFPAIR_OS_OK || !fits) meant.untouched = false;
  if (result != VFPAIR_OS_OK) return result;
  if (!fits) return ++os.refusals, VFPAIR_OS_REFUSED;
  meant.facts.mtu = mtu;
  return VFPAIR_OS_OK;
}

int vfpair_os_read_filters(void* pair, vfpair_filters* out) {
  ContractOs& os = OsOf(pair);
  NeedActor(os);
  const int result = os.Answer(ContractOs::kReadFilters);
  if (result == VFPAIR_OS_OK) *out = os.wanted_filters;
  return result;
}
int vfpair_os_change_filter(void* pair, vfpair_if vf, vfpair_filter_kind kind, const void* value,
                            int add) {
  ContractOs& os = OsOf(pair);
  NeedActor(os);
  NeedTransparent(os);
  Interface& meant = Meant(vf);
  std::string key(1, static_cast<char>('0' + static_cast<int>(kind)));
  if (kind == VFPAIR_FILTER_UNICAST || kind == VFPAIR_FILTER_MULTICAST)
    key.append(static_cast<const char*>(value), 6);
  if (kind == VFPAIR_FILTER_VLAN) key.append(static_cast<const char*>(value), 2);
  Expect(meant.filters.count(key) == (add != 0 ? 0u : 1u), "each filter is added and removed once");
  const bool full = add != 0 && meant.filters.size() >= meant.filter_room;
  const int result = full ? VFPAIR_OS_REFUSED : os.Answer(ContractOs::kFilter);
  if (add == 0) meant.filters.erase(key);
  if (add != 0 && result == VFPAIR_OS_OK) meant.filters.insert(key);
  return result;
}
int vfpair_os_set_up(void* pair, vfpair_if vf, int up) {
  ContractOs& os = OsOf(pair);
  Interface& meant = Driver(os, vf);
  if (up == 0) NeedUnused(os, meant, "V is brought down when nothing is sent to it");
  const int result = os.Answer(ContractOs::kUp);
  if (result != VFPAIR_OS_OK) {
    meant.untouched = false;
    return result;
  }
  const bool was_up = meant.facts.up != 0;
  if (up == 0 && was_up && os.core != nullptr) {  // an OS tells everybody, vfpair too
    os.context = Context::kClosing;
    vfpair_pair_vf_closing(os.core, vf);
    os.context = Context::kActor;
  }
  meant.facts.up = up != 0;
  if (was_up != (up != 0) && os.core != nullptr) vfpair_pair_signal(os.core, VFPAIR_SIGNAL_VF);
  return VFPAIR_OS_OK;
}

int vfpair_os_steer_host(void* pair, vfpair_side side, unsigned generation) {
  ContractOs& os = OsOf(pair);
  NeedActorOrClosing(os);
  Expect(generation > os.host_generation, "each question to the host has a number of its own");
  os.host_generation = generation;
  os.host_asked_for_vf = side == VFPAIR_SIDE_VF;
  os.host_steers_to_vf = false;
  const int failure = os.Answer(ContractOs::kSteer);
  const int result = failure == VFPAIR_OS_OK ? os.host_result : failure;
  if (result == VFPAIR_OS_OK) os.host_steers_to_vf = os.host_asked_for_vf;
  return result;
}

void vfpair_os_publish(void* pair, const vfpair_path* path) {
  ContractOs& os = OsOf(pair);
  NeedActorOrClosing(os);
  if (path != nullptr) {
    NeedTransparent(os);
    const auto& vf = *static_cast<const Interface*>(path->vf);
    Expect(!vf.departed && &vf != os.departing, "a path leads to a V that is not going away");
    Expect(vf.captured && os.overlaid, "a path is opened when both hooks are in");
  }
  if (path != nullptr && path->hold != 0) {
    Expect((path->need_value & ~path->need_mask) != 0, "nothing satisfies a hold");
  } else if (path != nullptr) {
    Expect(os.host_steers_to_vf, "a path is opened when the host steers to V");
    const bool asks =
        path->need_mask == vfpair_os_ready_mask() && path->need_value == vfpair_os_ready_value();
    const bool takes_any = path->need_mask == 0 && path->need_value == 0;  // hn's profile
    Expect(asks || takes_any, "and asks for a V that is ready, or for nothing");
  }
  // Whoever still reads a hold reads V's state, which matters when V may leave.
  os.grace_owed |= os.path != nullptr && (os.path->hold == 0 || path == nullptr);
  os.path = path;
}
unsigned long vfpair_os_ready_mask(void) { return 7; }
unsigned long vfpair_os_ready_value(void) { return 5; }
void vfpair_os_grace(void* pair) {
  NeedActorOrClosing(OsOf(pair));
  OsOf(pair).grace_owed = false;
}
int vfpair_os_drain_transmit(void* pair, vfpair_side, vfpair_if vf, unsigned budget_us) {
  ContractOs& os = OsOf(pair);
  NeedActorOrClosing(os);
  (void)Meant(vf);
  Expect(budget_us <= 1'000'000, "a wait has a bound");
  os.now_ns += budget_us * 500ull;
  return os.Answer(ContractOs::kDrain);
}
void vfpair_os_drain_receive(void* pair, vfpair_side, vfpair_if vf, unsigned quiet_us,
                             unsigned budget_us) {
  ContractOs& os = OsOf(pair);
  NeedActorOrClosing(os);
  (void)Meant(vf);
  Expect(budget_us <= 1'000'000 && quiet_us <= budget_us, "a wait has a bound");
  os.now_ns += quiet_us * 1000ull;
}
void vfpair_os_hold_receive(void* pair, vfpair_side, vfpair_if vf, int on) {
  ContractOs& os = OsOf(pair);
  NeedActorOrClosing(os);
  (void)Meant(vf);
  NeedTransparent(os);
  os.receive_held += on != 0 ? 1 : -1;
  Expect(os.receive_held == 0 || os.receive_held == 1,
         "one side's packets are kept back at a time");
}
void vfpair_os_announce(void* pair, vfpair_side, vfpair_if vf) {
  NeedActorOrClosing(OsOf(pair));
  (void)Meant(vf);
}
void vfpair_os_wake(void* pair) {
  NeedActorOrClosing(OsOf(pair));
  Expect(OsOf(pair).path == nullptr || OsOf(pair).path->hold == 0, "what is woken can leave");
}

// ---- what an OS may do without ----

int vfpair_os_show_carrier(void* pair, vfpair_carrier shown) {
  ContractOs& os = OsOf(pair);
  NeedActor(os);
  Expect(shown <= VFPAIR_CARRIER_DOWN, "S shows a link that there is");
  const int result = os.Answer(ContractOs::kCarrier);
  if (result == VFPAIR_OS_OK || shown == VFPAIR_CARRIER_OWN) os.carrier = shown;
  return result;
}
int vfpair_os_set_enabled(void* pair, unsigned capabilities) {
  ContractOs& os = OsOf(pair);
  NeedActor(os);
  Expect(os.user_changes, "S's capabilities are turned on and off by its user");
  const int result = os.Answer(ContractOs::kEnabled);
  if (result != VFPAIR_OS_OK) return result;
  Interface& s = os.synthetic;
  if ((capabilities & ~s.facts.enabled & s.never_enabled) != 0)
    return ++os.refusals, VFPAIR_OS_REFUSED;
  s.facts.enabled = capabilities;
  return VFPAIR_OS_OK;
}
int vfpair_os_set_mac(void* pair, vfpair_if interface, vfpair_side side,
                      const unsigned char mac[6]) {
  ContractOs& os = OsOf(pair);
  Interface& meant = DriverOf(os, interface, side);
  Expect(side == VFPAIR_SIDE_VF || os.user_changes, "S's address is its user's to change");
  const int result = os.Answer(ContractOs::kMac);
  const bool fits = mac[5] != meant.refused_mac;
  if (result != VFPAIR_OS_OK || !fits) meant.untouched = false;
  if (result != VFPAIR_OS_OK) return result;
  if (!fits) return ++os.refusals, VFPAIR_OS_REFUSED;
  std::copy(mac, mac + 6, meant.facts.mac);
  return VFPAIR_OS_OK;
}
int vfpair_os_set_rss(void* pair, const vfpair_rss* rss) {
  ContractOs& os = OsOf(pair);
  NeedActor(os);
  const bool users = ContractOs::IsUsers(*rss);
  if (!users) NeedTransparent(os);
  Expect((rss->delivered & ~ContractOs::kAllRssTypes) == 0, "a hash has a type");
  if (rss->programmed != 0) {
    vfpair_status status{};
    vfpair_pair_status(os.core, &status);
    Expect(status.vf.handle != nullptr, "S hashes as its user wants while there is no V");
    const auto& vf = *static_cast<const Interface*>(status.vf.handle);
    const vfpair_rss_facts &s = os.synthetic.told.rss, &v = vf.told.rss;
    Expect(vf.told.up != 0 || !vf.present, "nor before V is up, when it may have no key");
    Expect(std::memcmp(&rss->key, &v.key, sizeof(v.key)) == 0, "S hashes with V's key");
    Expect(rss->key.length == s.key.length, "which fits");
    Expect(rss->types != 0 && (rss->types & ~(s.types & v.types)) == 0, "by what both can");
    Expect((rss->delivered & ~rss->types) == 0, "and tells of no other hashes");
  }
  const int result = os.Answer(ContractOs::kRss);
  if (result == VFPAIR_OS_OK || users) os.rss = *rss;
  return result;
}
int vfpair_os_receive_as(void* pair, vfpair_if vf, int on) {
  ContractOs& os = OsOf(pair);
  NeedActor(os);
  const Interface& meant = Meant(vf);
  if (on != 0) {
    Expect(!os.is_transparent, "S receives as V when V is its user's");
    Expect(meant.linked && &meant != os.departing, "and linked to S");
    Expect(os.receives_as == nullptr, "as one V");
  }
  bool is_on = os.receives_as != nullptr;
  const int result = Switch(os, ContractOs::kReceiveAs, is_on, on != 0);
  os.receives_as = is_on ? &meant : nullptr;
  return result;
}

unsigned long long vfpair_os_now_ns(void* pair) { return OsOf(pair).now_ns; }
void vfpair_os_set_timer(void* pair, unsigned long long deadline_ns) {
  NeedActor(OsOf(pair));
  OsOf(pair).timer_ns = deadline_ns;
}
void vfpair_os_schedule(void* pair) { OsOf(pair).scheduled = true; }
void vfpair_os_trace(void* pair, const vfpair_transition* transition) {
  ContractOs& os = OsOf(pair);
  NeedActor(os);
  Expect(transition->from == os.last_state, "the history has no gaps");
  Expect(transition->time_ns <= os.now_ns, "nor the future in it");
  Expect(std::strcmp(vfpair_event_name(transition->event), "?") != 0, "an event has a name");
  Expect(transition->reason < VFPAIR_REASON_COUNT, "a reason has a sentence");
  os.last_state = transition->to;
}

}  // extern "C"
