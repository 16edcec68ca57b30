// SPDX-License-Identifier: BSD-2-Clause
// A memory in which a load may see old values, as the orders of C++ allow.
//
// Each location is the list of values ever stored to it. A thread has a view: how far along each
// list it has certainly come. A load takes any value from there on; an acquire load of a release
// store brings the storer's view along. This is C++'s model without three things that nothing here
// needs: loads of values that are stored later in program order, plain stores that fall behind
// another thread's in modification order, and sequentially consistent accesses (fences there are).
// A store buffer machine (x86) and a plain one are here as well, to say which processor would show
// a mistake.
#ifndef VFPAIR_TESTS_LITMUS_MEMORY_H_
#define VFPAIR_TESTS_LITMUS_MEMORY_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace vfpair::litmus {

using Value = std::uint64_t;

enum class Model : std::uint8_t {
  kSequential,   ///< one memory, one access at a time
  kStoreBuffer,  ///< x86: stores wait in a queue of their thread
  kWeak,         ///< what C++ allows
};

enum class Order : std::uint8_t { kRelaxed, kAcquire, kRelease, kAcqRel };

constexpr bool Acquires(Order order) { return order == Order::kAcquire || order == Order::kAcqRel; }
constexpr bool Releases(Order order) { return order == Order::kRelease || order == Order::kAcqRel; }

inline constexpr std::size_t kMaxThreads = 5;
inline constexpr std::size_t kMaxLocations = 12;

inline std::uint64_t Mix(std::uint64_t a, std::uint64_t b) {
  a = (a ^ b) * 0x9e3779b97f4a7c15u;
  return a ^ (a >> 29);
}

/// How far along each location's list, and how much of each thread's doing, is certainly known.
struct View {
  std::array<std::uint8_t, kMaxLocations> seen{};
  std::array<std::uint8_t, kMaxThreads> clock{};

  void Join(const View& other) {
    for (std::size_t i = 0; i < kMaxLocations; ++i) seen[i] = std::max(seen[i], other.seen[i]);
    for (std::size_t i = 0; i < kMaxThreads; ++i) clock[i] = std::max(clock[i], other.clock[i]);
  }
  std::uint64_t Hash() const {
    std::uint64_t hash = 1;
    for (const auto x : seen) hash = Mix(hash, x);
    for (const auto x : clock) hash = Mix(hash, x);
    return hash;
  }
};

class Memory {
 public:
  struct Thread {
    View now;       // what it knows
    View read;      // what an acquire fence would add
    View released;  // what a relaxed store carries since the last release fence
    std::deque<std::pair<std::size_t, Value>> buffer;
  };

  explicit Memory(Model model) : model_(model) {}

  /// The location's number; `initial` is what it holds when it is met first.
  std::size_t LocationOf(const void* address, Value initial) {
    for (std::size_t i = 0; i < locations_.size(); ++i)
      if (locations_[i].address == address) return i;
    locations_.push_back({address, {{initial, View{}}}, {}, {}});
    return locations_.size() - 1;
  }
  std::size_t locations() const { return locations_.size(); }
  Thread& thread(std::size_t i) { return threads_[i]; }
  bool HasBuffered(std::size_t thread) const { return !threads_[thread].buffer.empty(); }

  /// Before any thread runs there is one value, and it is known to all.
  void SetInitial(std::size_t location, Value value) {
    locations_[location].stores.back().value = value;
  }
  /// The newest that has reached memory.
  Value Newest(std::size_t location) const { return locations_[location].stores.back().value; }

  /// How many values a load may choose from.
  std::size_t Visible(std::size_t t, std::size_t location) const {
    if (model_ != Model::kWeak) return 1;
    return locations_[location].stores.size() - threads_[t].now.seen[location];
  }
  /// What a load would see; `choice` 0 is the newest.
  Value Peek(std::size_t location, std::size_t choice) const {
    const auto& stores = locations_[location].stores;
    return stores[stores.size() - 1 - choice].value;
  }
  Value Load(std::size_t t, std::size_t location, Order order, std::size_t choice) {
    Tick(t);
    if (model_ == Model::kStoreBuffer) {
      const auto& buffer = threads_[t].buffer;
      for (auto entry = buffer.rbegin(); entry != buffer.rend(); ++entry)
        if (entry->first == location) return entry->second;
    }
    return Read(t, location, order, locations_[location].stores.size() - 1 - choice);
  }
  void Store(std::size_t t, std::size_t location, Value value, Order order) {
    Tick(t);
    if (model_ == Model::kStoreBuffer)
      threads_[t].buffer.emplace_back(location, value);
    else
      Append(t, location, value, order, nullptr);
  }
  /// A read-modify-write: reads the newest value, and nothing comes between.
  template <class Change>
  Value Exchange(std::size_t t, std::size_t location, Order order, Change&& change) {
    Tick(t);
    Flush(t);
    const std::size_t newest = locations_[location].stores.size() - 1;
    const Value old = Read(t, location, order, newest);
    const View carried = locations_[location].stores[newest].view;
    Append(t, location, change(old), order, &carried);
    return old;
  }
  void Fence(std::size_t t) {
    Tick(t);
    Flush(t);
    Thread& thread = threads_[t];
    thread.now.Join(thread.read);
    fenced_.Join(thread.now);
    thread.now = thread.released = fenced_;
  }
  /// The store buffer's oldest entry reaches memory.
  void FlushOne(std::size_t t) {
    auto& buffer = threads_[t].buffer;
    const auto [location, value] = buffer.front();
    buffer.pop_front();
    Append(t, location, value, Order::kRelease, nullptr);
  }
  void Flush(std::size_t t) {
    while (HasBuffered(t)) FlushOne(t);
  }

  /// A plain access. @returns false when it races: with a write, or as a write, that is not
  /// ordered.
  bool Plain(std::size_t t, std::size_t location, bool write) {
    Tick(t);
    if (model_ != Model::kWeak) return true;
    Location& l = locations_[location];
    const View& now = threads_[t].now;
    bool ordered = true;
    for (std::size_t i = 0; i < kMaxThreads; ++i) {
      ordered = ordered && l.written[i] <= now.clock[i];
      if (write) ordered = ordered && l.read[i] <= now.clock[i];
    }
    (write ? l.written : l.read)[t] = now.clock[t];
    return ordered;
  }

  std::uint64_t Hash() const {
    std::uint64_t hash = fenced_.Hash();
    for (const Location& l : locations_) {
      hash = Mix(hash, reinterpret_cast<std::uintptr_t>(l.address));
      for (const auto& store : l.stores) hash = Mix(Mix(hash, store.value), store.view.Hash());
      for (const auto x : l.written) hash = Mix(hash, x);
      for (const auto x : l.read) hash = Mix(hash, x);
    }
    for (const Thread& t : threads_) {
      hash = Mix(Mix(Mix(hash, t.now.Hash()), t.read.Hash()), t.released.Hash());
      for (const auto& [location, value] : t.buffer) hash = Mix(Mix(hash, location), value);
    }
    return hash;
  }

 private:
  struct Stored {
    Value value;
    View view;
  };
  struct Location {
    const void* address;
    std::vector<Stored> stores;
    std::array<std::uint8_t, kMaxThreads> written, read;
  };

  void Tick(std::size_t t) { ++threads_[t].now.clock[t]; }

  Value Read(std::size_t t, std::size_t location, Order order, std::size_t index) {
    Thread& thread = threads_[t];
    const Stored& store = locations_[location].stores[index];
    thread.now.seen[location] =
        std::max(thread.now.seen[location], static_cast<std::uint8_t>(index));
    (Acquires(order) ? thread.now : thread.read).Join(store.view);
    thread.read.Join(thread.now);
    return store.value;
  }
  void Append(std::size_t t, std::size_t location, Value value, Order order, const View* carried) {
    Thread& thread = threads_[t];
    Location& l = locations_[location];
    const auto index = static_cast<std::uint8_t>(l.stores.size());
    thread.now.seen[location] = index;
    View view = Releases(order) ? thread.now : thread.released;
    view.seen[location] = index;
    if (carried != nullptr) view.Join(*carried);
    l.stores.push_back({value, view});
  }

  const Model model_;
  std::vector<Location> locations_;
  std::array<Thread, kMaxThreads> threads_;
  View fenced_;
};

}  // namespace vfpair::litmus

#endif  // VFPAIR_TESTS_LITMUS_MEMORY_H_
