// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Defines the contract's entry points (vfpair_pair_*). Include in exactly one C++ file of an
// adapter.
#ifndef VFPAIR_OS_ENTRY_H_
#define VFPAIR_OS_ENTRY_H_

#include "os_platform.h"
#include "vfpair/command.h"

// What pairs run on. A driver whose platform can do more names its own, and so does a test that
// watches (vfpair/testing/watched_platform.h). Its constructor takes the cookie.
#ifndef VFPAIR_OS_PLATFORM
#define VFPAIR_OS_PLATFORM vfpair_os::OsPlatform
#endif

namespace vfpair_os {

using PairPlatform = VFPAIR_OS_PLATFORM;

/// What lies in the storage the shim gives: a pair and what it refers to.
struct CorePair {
  CorePair(void* cookie, vfpair::SyntheticId synthetic, const vfpair::Rule& rule,
           const vfpair::Profile& chosen) noexcept
      : profile(chosen), platform(cookie), pair(platform, synthetic, rule, profile) {}

  // The kernels have no <new>.
  static void* operator new(vfpair::Size, void* storage) noexcept { return storage; }

  vfpair::Profile profile;
  PairPlatform platform;
  vfpair::Pair<PairPlatform> pair;
};

static_assert(alignof(CorePair) <= 64);

inline vfpair::Pair<PairPlatform>& PairOf(void* core) noexcept {
  return static_cast<CorePair*>(core)->pair;
}

inline vfpair_reason ToC(vfpair::Reason reason) noexcept {
  return static_cast<vfpair_reason>(reason);
}

constexpr unsigned ProfileSaid(vfpair::Word line) noexcept {
  return vfpair::ParseCommand(line).command.options.profile;
}
constexpr unsigned DampingSaid(vfpair::Word line) noexcept {
  return vfpair::ParseCommand(line).command.options.damping;
}
static_assert(DampingSaid({"pair S mac damping=on", 21}) == VFPAIR_DAMPING_ON);
static_assert(DampingSaid({"pair S mac damping=off", 22}) == VFPAIR_DAMPING_OFF);
static_assert(ProfileSaid({"pair S mac profile=strict", 25}) == VFPAIR_PROFILE_STRICT);
static_assert(ProfileSaid({"pair S mac profile=hn", 21}) == VFPAIR_PROFILE_HN);
static_assert(ProfileSaid({"pair S mac profile=nontransparent", 33}) ==
              VFPAIR_PROFILE_NONTRANSPARENT);

/// The profile that the settings ask for, with what they change in it.
inline vfpair::Profile ProfileOf(const vfpair_settings& settings) noexcept {
  vfpair::Profile profile = vfpair::kStrictProfile;
  if (settings.profile == VFPAIR_PROFILE_HN) profile = vfpair::kHnProfile;
  if (settings.profile == VFPAIR_PROFILE_NONTRANSPARENT) profile = vfpair::kHnNonTransparentProfile;
  if (settings.settle_ms != 0) profile.settle_ns = settings.settle_ms * vfpair::kNsPerMs;
  if (settings.damping == VFPAIR_DAMPING_ON)
    profile.damping.leaves = vfpair::DampingLimits().leaves;
  if (settings.damping == VFPAIR_DAMPING_OFF) profile.damping.leaves = 0;
  return profile;
}

// A name is never longer: the parser says so.
inline void CopyName(vfpair::Word name, char (&out)[VFPAIR_NAME_SIZE]) noexcept {
  vfpair::Size i = 0;
  for (; i < name.size() && i + 1 < sizeof(out); ++i) out[i] = name[i];
  out[i] = '\0';
}

}  // namespace vfpair_os

extern "C" {

unsigned long vfpair_pair_size(void) { return sizeof(vfpair_os::CorePair); }

vfpair_reason vfpair_check_synthetic(const vfpair_facts* synthetic) {
  return vfpair_os::ToC(vfpair::CheckSynthetic(vfpair_os::FromC(*synthetic)));
}

vfpair_reason vfpair_check_vf(const vfpair_facts* synthetic, const vfpair_facts* vf,
                              const vfpair_settings* settings) {
  const vfpair::InterfaceFacts v = vfpair_os::FromC(*vf);
  const vfpair::Rule rule{settings->by_mac != 0, vfpair::VfId(v.id),
                          settings->profile == VFPAIR_PROFILE_NONTRANSPARENT};
  return vfpair_os::ToC(vfpair::CheckVf(vfpair_os::FromC(*synthetic), v, rule));
}

void* vfpair_pair_init(void* storage, void* os_cookie, vfpair_if synthetic,
                       const vfpair_settings* settings, vfpair_reason* why) {
  const vfpair::Rule rule{settings->by_mac != 0,
                          vfpair::VfId(vfpair_os::FromC(settings->named_vf))};
#ifndef VFPAIR_OFFERS_EGRESS
  if (settings->egress == VFPAIR_EGRESS_ON) {
    *why = VFPAIR_REASON_NotSupported;
    return nullptr;
  }
#endif
  auto* core =
      new (storage) vfpair_os::CorePair(os_cookie, vfpair::SyntheticId(vfpair_os::FromC(synthetic)),
                                        rule, vfpair_os::ProfileOf(*settings));
  const vfpair::Status status = core->pair.Start();
  *why = vfpair_os::ToC(status.reason());
  return status.ok() ? core : nullptr;
}

vfpair_reason vfpair_pair_arrived(void* core, const vfpair_facts* vf) {
  return vfpair_os::ToC(vfpair_os::PairOf(core).Arrived(vfpair_os::FromC(*vf)).reason());
}

void vfpair_pair_departed(void* core, vfpair_if vf) {
  vfpair_os::PairOf(core).Departed(vfpair::VfId(vfpair_os::FromC(vf)));
}

void vfpair_pair_vf_closing(void* core, vfpair_if vf) {
  vfpair_os::PairOf(core).VfClosing(vfpair::VfId(vfpair_os::FromC(vf)));
}

void vfpair_pair_renamed(void* core, vfpair_if vf) {
  vfpair_os::PairOf(core).Renamed(vfpair::VfId(vfpair_os::FromC(vf)));
}

void vfpair_pair_host_promise(void* core, int promised) {
  vfpair_os::PairOf(core).HostPromise(promised != 0);
}

void vfpair_pair_signal(void* core, unsigned int signals) {
  vfpair_os::PairOf(core).Signal(signals);
}

void vfpair_pair_run(void* core) { vfpair_os::PairOf(core).Run(); }

void vfpair_pair_complete(void* core, unsigned int generation, int result) {
  vfpair_os::PairOf(core).Complete(generation, vfpair_os::FromC(result));
}

void vfpair_pair_unpair(void* core) { vfpair_os::PairOf(core).Unpair(); }

void vfpair_pair_shutdown(void* core, int synthetic_gone) {
  vfpair_os::PairOf(core).Shutdown(synthetic_gone != 0);
}

vfpair_reason vfpair_pair_change_mtu(void* core, unsigned int mtu) {
  return vfpair_os::ToC(vfpair_os::PairOf(core).ChangeMtu(mtu).reason());
}

vfpair_reason vfpair_pair_change_capabilities(void* core, unsigned int enabled) {
  return vfpair_os::ToC(
      vfpair_os::PairOf(core).ChangeCapabilities(vfpair::Capabilities(enabled)).reason());
}

vfpair_reason vfpair_pair_change_mac(void* core, const unsigned char mac[6]) {
  return vfpair_os::ToC(vfpair_os::PairOf(core).ChangeMac(vfpair_os::MacFromC(mac)).reason());
}

void vfpair_pair_status(void* core, vfpair_status* out) {
  const auto& pair = vfpair_os::PairOf(core);
  out->state = static_cast<unsigned char>(pair.state());
  out->reason = static_cast<unsigned char>(pair.reason());
  out->failed_setting =
      pair.has_failed_setting() ? static_cast<unsigned char>(pair.failed_setting()) : 0xff;
  out->path = static_cast<unsigned char>(pair.path());
  out->candidates = static_cast<unsigned char>(pair.candidates());
  out->vf = vfpair_os::ToC(pair.vf().get());
  out->switches = pair.legs().switches();
  out->drain_timeouts = pair.legs().drain_timeouts();
  out->undo_failures = pair.legs().undo_failures();
  out->state_since_ns = pair.state_since_ns();
  out->retries = pair.retries();
  out->withheld_synthetic = pair.settings().synthetic_withheld.bits();
  out->withheld_vf = pair.settings().vf_withheld.bits();
  out->tso_limit = vfpair_os::ToC(pair.settings().synthetic_tso);
}

int vfpair_parse_command(const char* line, unsigned long length, vfpair_command* out,
                         vfpair_complaint* why) {
  const vfpair::ParsedCommand parsed = vfpair::ParseCommand({line, length});
  const vfpair::Command& command = parsed.command;
  *why = {parsed.word.begin(), static_cast<unsigned>(parsed.word.size()),
          vfpair::ProblemSentence(parsed.problem), parsed.expected};
  if (!parsed.ok()) return 1;
  out->verb = static_cast<vfpair_verb>(command.verb);
  vfpair_os::CopyName(command.synthetic, out->synthetic);
  vfpair_os::CopyName(command.vf, out->vf);
  out->settings = {};
#define VFPAIR_COPY_(name, ...) out->settings.name = command.options.name;
  VFPAIR_OPTIONS(VFPAIR_COPY_, VFPAIR_COPY_)
#undef VFPAIR_COPY_
  out->settings.by_mac = command.by_mac;
  return 0;
}

const char* vfpair_reason_sentence(unsigned int reason) {
  return vfpair::ReasonSentence(static_cast<vfpair::Reason>(reason));
}

const char* vfpair_state_name(unsigned int state) {
  return vfpair::StateName(static_cast<vfpair::State>(state));
}

const char* vfpair_event_name(unsigned int event) {
  return vfpair::EventName(static_cast<vfpair::Event>(event));
}

const char* vfpair_setting_text(unsigned int setting) {
  return vfpair::SettingText(static_cast<vfpair::Setting>(setting));
}

const char* vfpair_path_name(unsigned int path) {
  return vfpair::PathModeName(static_cast<vfpair::PathMode>(path));
}

}  // extern "C"

#endif  // VFPAIR_OS_ENTRY_H_
