// SPDX-License-Identifier: BSD-2-Clause
#include "tests/litmus/explorer.h"

#include <utility>

namespace vfpair::litmus {

namespace {

constexpr std::size_t kLongestStory = 500;

// By address: the same word must be the same object.
constexpr char kLoad[] = "load", kStore[] = "store", kExchange[] = "exchange",
               kCompareExchange[] = "compare-exchange", kFence[] = "fence", kGrace[] = "grace";

}  // namespace

Result Explorer::Explore(const std::function<void(Explorer&)>& setup,
                         const std::function<std::string()>& check) {
  for (;;) {
    ++result_.runs;
    learned_ = false;
    const bool good = Run(setup, check);
    if (learned_) {
      trail_.clear();
      met_.clear();
      result_.violation.clear();
      result_.story.clear();
      continue;
    }
    if (!good || !Backtrack()) break;
  }
  result_.states = met_.size();
  return result_;
}

bool Explorer::Run(const std::function<void(Explorer&)>& setup,
                   const std::function<std::string()>& check) {
  current_ = this;
  memory_ = std::make_unique<Memory>(model_);
  threads_.clear();
  mutexes_.clear();
  story_.clear();
  begun_graces_ = View{};
  position_ = 0;
  violated_ = false;
  me_ = kSetup;
  setup(*this);
  for (;;) {
    if (violated_) return false;
    if (position_ == trail_.size() && !met_.insert(Hash()).second) return true;  // been here
    // What can be next: a thread, or the oldest entry of a store buffer.
    std::size_t next[2 * kMaxThreads], count = 0;
    bool all_done = true;
    for (std::size_t i = 0; i < threads_.size(); ++i) {
      all_done = all_done && threads_[i].fiber->done();
      if (!threads_[i].fiber->done() && (!threads_[i].ready || threads_[i].ready()))
        next[count++] = i;
      if (memory_->HasBuffered(i)) next[count++] = kMaxThreads + i;
    }
    if (count == 0) {
      me_ = kSetup;
      std::string wrong = all_done ? check() : "threads wait for ever";
      if (wrong.empty()) return true;
      Fail(std::move(wrong));
      return false;
    }
    const std::size_t chosen = next[Choose(count)];
    if (chosen >= kMaxThreads) {
      memory_->FlushOne(chosen - kMaxThreads);
      continue;
    }
    me_ = chosen;
    threads_[me_].ready = nullptr;
    ++threads_[me_].steps;
    threads_[me_].fiber->Resume();
    if (story_.size() > kLongestStory && !violated_) Fail("this does not end");
  }
}

bool Explorer::Backtrack() {
  while (!trail_.empty() && trail_.back().taken + 1 == trail_.back().count) trail_.pop_back();
  if (trail_.empty()) return false;
  ++trail_.back().taken;
  return true;
}

std::size_t Explorer::Choose(std::size_t count) {
  if (count == 1) return 0;
  if (position_ == trail_.size()) trail_.push_back({0, count});
  return trail_[position_++].taken;
}

std::uint64_t Explorer::Hash() const {
  std::uint64_t hash = Mix(memory_->Hash(), begun_graces_.Hash());
  for (const Thread& thread : threads_) {
    hash = Mix(Mix(Mix(hash, thread.history), thread.steps), thread.at_leave.Hash());
    hash = Mix(hash, (thread.in_section ? 1u : 0u) | (thread.patient ? 2u : 0u) |
                         (thread.fiber->done() ? 4u : 0u));
  }
  for (const Mutex& mutex : mutexes_)
    hash = Mix(Mix(Mix(hash, static_cast<std::uint64_t>(mutex.owner + 1)), mutex.history),
               mutex.view.Hash());
  return hash;
}

void Explorer::Add(const char* name, std::function<void()> body) {
  Thread thread;
  thread.name = name;
  thread.fiber = std::make_unique<Fiber>(std::move(body));
  threads_.push_back(std::move(thread));
}

void Explorer::Pause(std::function<bool()> ready) {
  if (me_ == kSetup) return;
  threads_[me_].ready = std::move(ready);
  threads_[me_].fiber->Pause();
}

void Explorer::PauseBefore(const void* address, bool writes) {
  if (me_ == kSetup) return;
  Use* use = nullptr;
  for (Use& known : uses_)
    if (known.address == address) use = &known;
  if (use == nullptr) {
    uses_.push_back({address, 0, 0});
    use = &uses_.back();
  }
  const bool was_shared = use->shared();
  (writes ? use->writers : use->readers) |= 1u << me_;
  if (!use->shared()) return;
  if (!was_shared) learned_ = true;
  Pause();
}

void Explorer::Fail(std::string what) {
  violated_ = true;
  result_.violation = std::move(what);
  for (const Line& line : story_)
    result_.story.push_back(std::string(line.thread) + ": " + line.function +
                            (*line.kind != '\0' ? "/" : "") + line.kind + " " +
                            std::to_string(line.value));
}

void Explorer::Violate(const std::string& what) {
  Fail(what);
  for (;;) threads_[me_].fiber->Pause();
}

Value Explorer::Note(const char* function, const char* kind, Value value) {
  if (me_ == kSetup) return value;
  Thread& me = Me();
  me.history = Mix(me.history, reinterpret_cast<std::uintptr_t>(function));
  me.history = Mix(Mix(me.history, reinterpret_cast<std::uintptr_t>(kind)), value);
  story_.push_back({me.name, function, kind, value});
  return value;
}

Explorer::Place& Explorer::PlaceOf(const char* function, const char* kind) {
  for (Place& place : places_)
    if (place.function == function && place.kind == kind) return place;
  const bool weakened = site_ == std::string(function) + "/" + kind;
  places_.push_back({function, kind, weakened, {}});
  return places_.back();
}

Explorer::Sites Explorer::sites() const {
  Sites sites;
  for (const Place& place : places_) {
    Site& site = sites[std::string(place.function) + "/" + place.kind];
    site.ordered = site.ordered || place.can.ordered;
    site.modifies = site.modifies || place.can.modifies;
    site.optional = site.optional || place.can.optional;
  }
  return sites;
}

Order Explorer::OrderAt(const char* function, const char* kind, Order order) {
  Place& place = PlaceOf(function, kind);
  place.can.ordered = place.can.ordered || order != Order::kRelaxed;
  return weakening_ == Weakening::kRelaxed && place.weakened ? Order::kRelaxed : order;
}

bool Explorer::IsTorn(const char* function, const char* kind) {
  if (me_ == kSetup) return false;
  Place& place = PlaceOf(function, kind);
  place.can.modifies = true;
  return weakening_ == Weakening::kTorn && place.weakened;
}

bool Explorer::IsAbsent(const char* function, const char* kind) {
  Place& place = PlaceOf(function, kind);
  place.can.optional = true;
  return weakening_ == Weakening::kAbsent && place.weakened;
}

Value Explorer::Load(const void* address, Value initial, Order order, const char* function) {
  PauseBefore(address, false);
  const std::size_t location = memory_->LocationOf(address, initial);
  if (me_ == kSetup) return memory_->Newest(location);
  order = OrderAt(function, kLoad, order);
  const std::size_t choice = Choose(memory_->Visible(me_, location));
  return Note(function, kLoad, memory_->Load(me_, location, order, choice));
}

void Explorer::Store(const void* address, Value initial, Value value, Order order,
                     const char* function) {
  PauseBefore(address, true);
  const std::size_t location = memory_->LocationOf(address, initial);
  if (me_ == kSetup) return memory_->SetInitial(location, value);
  memory_->Store(me_, location, value, OrderAt(function, kStore, order));
  Note(function, kStore, value);
}

Value Explorer::Exchange(const void* address, Value initial, Order order, const char* function,
                         const std::function<Value(Value)>& change) {
  if (IsTorn(function, kExchange)) {
    const Value old = Load(address, initial, order, function);
    Store(address, initial, change(old), order, function);
    return old;
  }
  PauseBefore(address, true);
  const std::size_t location = memory_->LocationOf(address, initial);
  if (me_ == kSetup) {
    const Value old = memory_->Newest(location);
    memory_->SetInitial(location, change(old));
    return old;
  }
  order = OrderAt(function, kExchange, order);
  return Note(function, kExchange, memory_->Exchange(me_, location, order, change));
}

Value Explorer::CompareExchange(const void* address, Value initial, Value expected, Value value,
                                Order order, Order failure, const char* function) {
  if (IsTorn(function, kCompareExchange)) {
    const Value old = Load(address, initial, failure, function);
    if (old == expected) Store(address, initial, value, order, function);
    return old;
  }
  PauseBefore(address, true);
  const std::size_t location = memory_->LocationOf(address, initial);
  if (me_ == kSetup) {
    const Value old = memory_->Newest(location);
    if (old == expected) memory_->SetInitial(location, value);
    return old;
  }
  // One that fails is a load and may see an old value; one that succeeds sees the newest.
  const std::size_t choice = Choose(memory_->Visible(me_, location));
  const Value seen = memory_->Peek(location, choice);
  if (choice != 0 && seen != expected)
    return Note(function, kCompareExchange, memory_->Load(me_, location, failure, choice));
  if (memory_->Newest(location) != expected)
    return Note(function, kCompareExchange, memory_->Load(me_, location, failure, 0));
  order = OrderAt(function, kCompareExchange, order);
  return Note(function, kCompareExchange,
              memory_->Exchange(me_, location, order, [value](Value) { return value; }));
}

void Explorer::Fence(const char* function) {
  if (me_ == kSetup) return;
  if (IsAbsent(function, kFence)) return;
  Pause();
  memory_->Fence(me_);
  Note(function, kFence, 0);
}

void Explorer::Plain(const void* address, const char* what, bool write) {
  const std::size_t location = memory_->LocationOf(address, 0);
  if (me_ == kSetup) return;
  if (!memory_->Plain(me_, location, write)) Violate(std::string("data race on ") + what);
  Note(write ? "writes" : "reads", what, 0);
}

Explorer::Mutex& Explorer::MutexAt(const void* address) {
  for (Mutex& mutex : mutexes_)
    if (mutex.address == address) return mutex;
  mutexes_.push_back({address, -1, View{}, 0});
  return mutexes_.back();
}

void Explorer::Lock(const void* address) {
  if (me_ == kSetup) return;
  (void)MutexAt(address);
  Pause([this, address] { return MutexAt(address).owner < 0; });
  Mutex& mutex = MutexAt(address);
  mutex.owner = static_cast<int>(me_);
  memory_->Flush(me_);
  memory_->thread(me_).now.Join(mutex.view);
  Note("locks", "", mutex.history);
}

void Explorer::Unlock(const void* address) {
  if (me_ == kSetup) return;
  Mutex& mutex = MutexAt(address);
  mutex.owner = -1;
  memory_->Flush(me_);
  mutex.view.Join(memory_->thread(me_).now);
  Note("unlocks", "", 0);
  mutex.history = Mix(mutex.history, Me().history);
}

void Explorer::Enter() {
  Pause();
  Me().in_section = true;
  ++Me().sections;
  memory_->thread(me_).now.Join(begun_graces_);
  Note("enters section", "", Me().sections);
}

void Explorer::Leave() {
  Me().in_section = false;
  Me().at_leave.Join(memory_->thread(me_).now);
  Note("leaves section", "", Me().sections);
}

void Explorer::Grace(const char* function) {
  if (me_ == kSetup) return;
  if (IsAbsent(function, kGrace)) return;
  Pause();
  for (std::size_t i = 0; i < threads_.size(); ++i) memory_->Flush(i);
  begun_graces_.Join(memory_->thread(me_).now);
  Note("begins a grace period", "", 0);
  std::array<std::uint32_t, kMaxThreads> waits_for{};
  for (std::size_t i = 0; i < threads_.size(); ++i)
    waits_for[i] = threads_[i].in_section ? threads_[i].sections : 0;
  Pause([this, waits_for] {
    for (std::size_t i = 0; i < threads_.size(); ++i)
      if (threads_[i].in_section && threads_[i].sections == waits_for[i]) return false;
    return true;
  });
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    memory_->Flush(i);
    memory_->thread(me_).now.Join(threads_[i].at_leave);
  }
  Note("ends the grace period", "", 0);
}

bool Explorer::WaitUntil(const void* address, const std::function<bool(Value)>& condition) {
  const std::size_t location = memory_->LocationOf(address, 0);
  const auto holds = [this, location, condition] { return condition(memory_->Newest(location)); };
  Me().patient = true;
  Pause([this, holds] {
    if (holds()) return true;
    for (std::size_t i = 0; i < threads_.size(); ++i)
      if ((!threads_[i].fiber->done() && !threads_[i].patient) || memory_->HasBuffered(i))
        return false;
    return true;
  });
  Me().patient = false;
  return Note("waited", "", holds() ? 1 : 0) != 0;
}

}  // namespace vfpair::litmus
