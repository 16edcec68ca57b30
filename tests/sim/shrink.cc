// SPDX-License-Identifier: BSD-2-Clause
#include "tests/sim/shrink.h"

#include <algorithm>
#include <utility>

VFPAIR_TESTING_BEGIN
namespace {

class Shrinker {
 public:
  Shrinker(Story story, const std::function<bool(const Story&)>& fails)
      : best_(std::move(story)), fails_(fails) {}

  Story Shortest() {
    LeaveOutDeeds();
    do {
      MakePlainer();
    } while (LeaveOutPairs() || LeaveOutDeeds());
    return best_;
  }

 private:
  bool Try(Story story) {
    if (story == best_ || !fails_(story)) return false;
    best_ = std::move(story);
    return true;
  }

  bool LeaveOutDeeds() {
    bool any = false;
    for (Size chunk = std::max<Size>(best_.deeds.size() / 2, 1); chunk > 0; chunk /= 2) {
      for (Size at = 0; at < best_.deeds.size();) {
        Story shorter = best_;
        const auto from = shorter.deeds.begin() + static_cast<long>(at);
        const Size end = std::min(at + chunk, shorter.deeds.size());
        shorter.deeds.erase(from, shorter.deeds.begin() + static_cast<long>(end));
        if (Try(std::move(shorter)))
          any = true;
        else
          at += chunk;
      }
    }
    return any;
  }

  bool LeaveOutPairs() {
    const Size before = best_.pairs.size();
    for (U32 out = 0; out < best_.pairs.size() && best_.pairs.size() > 1;) {
      Story fewer = best_;
      fewer.pairs.erase(fewer.pairs.begin() + out);
      std::erase_if(fewer.deeds, [out](const Deed& deed) { return deed.pair == out; });
      for (Deed& deed : fewer.deeds) deed.pair -= deed.pair > out ? 1 : 0;
      if (!Try(std::move(fewer))) ++out;
    }
    return best_.pairs.size() != before;
  }

  template <class Change>
  bool TryWith(Change&& change) {
    Story story = best_;
    change(story);
    return Try(std::move(story));
  }

  void MakePlainer() {
    TryWith([](Story& s) { s.recovers = false; });
    for (Size i = 0; i < best_.pairs.size(); ++i) {
      constexpr PairSetup kUsual{0, 0, 1, 0, 0, 0, 2'000, 20, 20, 5'000, 0, 0};
#define VFPAIR_STORY_USUAL_(member, name) \
  TryWith([&](Story& s) { s.pairs[i].member = kUsual.member; });
      VFPAIR_STORY_SETUP(VFPAIR_STORY_USUAL_)
#undef VFPAIR_STORY_USUAL_
    }
    for (Size i = 0; i < best_.deeds.size(); ++i) {
      TryWith([i](Story& s) { s.deeds[i].pair = 0; });
      for (Size k = 0; k < kMostNumbers; ++k) {
        if (TryWith([&](Story& s) { s.deeds[i].n[k] = 0; })) continue;
        while (best_.deeds[i].n[k] > 1 && TryWith([&](Story& s) { s.deeds[i].n[k] /= 2; })) {
        }
        for (U32 unit = 1'000'000; unit >= 10; unit /= 10)  // and round
          TryWith([&](Story& s) { s.deeds[i].n[k] -= s.deeds[i].n[k] % unit; });
      }
    }
  }

  Story best_;
  const std::function<bool(const Story&)>& fails_;
};

}  // namespace

Story Shrink(const Story& story, const std::function<bool(const Story&)>& fails) {
  return Shrinker(story, fails).Shortest();
}

VFPAIR_TESTING_END
