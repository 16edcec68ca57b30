// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: Grace\(\) has other parameters: V may go only when no packet is
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;
using testing::NullPlatform;

struct Abstract : NullPlatform {
  virtual void Wake() noexcept = 0;
  virtual Status Mark(VfId, bool) noexcept = 0;

 protected:
  ~Abstract() = default;
};
static_assert(kIsPlatform<Abstract>);

struct ConstAndStatic : NullPlatform {
  U64 NowNs() const noexcept { return 0; }
  static void Schedule() noexcept {}
  static void SetTimer(const U64&) noexcept {}
  void Trace(Transition) const& noexcept {}
  Status SetMtu(const SyntheticId&, U32) noexcept { return {}; }
  Status SetMtu(const VfId&, U64) noexcept { return {}; }
};
static_assert(kIsPlatform<ConstAndStatic>);

struct OfStdint : NullPlatform {  // uint64_t is unsigned long on Linux
  void SetTimer(unsigned long, bool = false) noexcept {}
  Status SteerHost(Side, unsigned long) noexcept { return {}; }
};
static_assert(kIsPlatform<OfStdint>);

struct Forwarding : NullPlatform {
  NullPlatform to;
  template <class... A>
  auto ReadFacts(A&&... a) noexcept {
    return to.ReadFacts(static_cast<A&&>(a)...);
  }
  void SetTimer(auto... a) noexcept { return to.SetTimer(a...); }
};
static_assert(kIsPlatform<Forwarding>);

// With all that may be left out; and the table says what the concepts of platform.h say.
using Everything = requirement::PlatformModel<void>;
static_assert(kIsPlatform<Everything> && Platform<Everything> && ChangesMac<Everything> &&
              GrantsCapabilities<Everything> && ChangesCapabilities<Everything> &&
              ProgramsRss<Everything> && ShowsCarrier<Everything> && ReceivesAsVf<Everything>);
static_assert(kIsPlatform<NullPlatform> && !ChangesMac<NullPlatform> &&
              !GrantsCapabilities<NullPlatform> && !ChangesCapabilities<NullPlatform> &&
              !ProgramsRss<NullPlatform> && !ShowsCarrier<NullPlatform> &&
              !ReceivesAsVf<NullPlatform>);

struct Final final : NullPlatform {
#ifdef FAIL
  void Grace(int) noexcept {}
#endif
  static constexpr bool kMarksCandidates = true;
};
static_assert(kIsPlatform<Final>);
static_assert(MarksCandidates<Final> && !MarksCandidates<NullPlatform>);
