// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: SetRss\(SyntheticId s, const RssSettings& rss\) must be noexcept:
// What a platform may leave out is not taken as left out when it is there in another form.
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  Status SetRss(SyntheticId, const RssSettings&) { return {}; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
