// SPDX-License-Identifier: BSD-2-Clause
// Runs a few threads in every order, with every value that a load may see, until nothing new can
// happen.
//
// Threads are fibers that run real code and stop before each access to shared memory. A run is a
// list of choices; the next run repeats all but the last and takes another there. What a thread
// does depends on nothing but what it has read, so a state is those histories and the memory, and a
// state that was met is not gone into again.
#ifndef VFPAIR_TESTS_LITMUS_EXPLORER_H_
#define VFPAIR_TESTS_LITMUS_EXPLORER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "tests/litmus/fiber.h"
#include "tests/litmus/memory.h"

namespace vfpair::litmus {

/// What is done to one place of the code to see whether that is found.
enum class Weakening : std::uint8_t {
  kNone,
  kRelaxed,  ///< its order is dropped
  kTorn,     ///< its read-modify-write becomes a load and a store
  kAbsent,   ///< a fence, or a wait, is left out
};

struct Result {
  std::string violation;           ///< "" when all is well
  std::vector<std::string> story;  ///< how it came to that
  std::uint64_t states = 0;
  std::uint64_t runs = 0;
};

class Explorer {
 public:
  /// A place in the code, by function and kind of access, and how it may be weakened.
  struct Site {
    bool ordered = false;
    bool modifies = false;
    bool optional = false;
  };
  using Sites = std::map<std::string, Site>;

  explicit Explorer(Model model, std::string site = "", Weakening weakening = Weakening::kNone)
      : model_(model), site_(std::move(site)), weakening_(weakening) {}

  /// `setup` makes everything anew and adds the threads; `check` says what is wrong at the end, or
  /// "".
  Result Explore(const std::function<void(Explorer&)>& setup,
                 const std::function<std::string()>& check);

  // ---- for setup ----

  void Add(const char* name, std::function<void()> body);

  // ---- for threads, and for setup; the latter without a choice ----

  Value Load(const void* address, Value initial, Order order, const char* site);
  void Store(const void* address, Value initial, Value value, Order order, const char* site);
  /// @returns what was there; `change` is given that.
  Value Exchange(const void* address, Value initial, Order order, const char* site,
                 const std::function<Value(Value)>& change);
  /// Stores when `expected` is there. @returns what was there.
  Value CompareExchange(const void* address, Value initial, Value expected, Value value,
                        Order order, Order failure, const char* site);
  void Fence(const char* site);
  void ReadPlain(const void* address, const char* what) { Plain(address, what, false); }
  void WritePlain(const void* address, const char* what) { Plain(address, what, true); }

  void Lock(const void* mutex);
  void Unlock(const void* mutex);
  /// A read section, and the wait for all that have begun.
  void Enter();
  void Leave();
  void Grace(const char* site);

  /// Waits until the newest value at `address` satisfies `condition`, or all other threads that are
  /// not waiting in the same way have ended. @returns whether it does.
  bool WaitUntil(const void* address, const std::function<bool(Value)>& condition);

  [[noreturn]] void Violate(const std::string& what);
  void Require(bool good, const char* what) {
    if (!good) Violate(what);
  }

  /// All places met, by "function/access".
  Sites sites() const;
  static Explorer& Current() { return *current_; }

 private:
  struct Choice {
    std::size_t taken, count;
  };
  struct Thread {
    const char* name = "";
    std::unique_ptr<Fiber> fiber;
    std::function<bool()> ready;  // empty: at once
    std::uint64_t history = 0;
    std::uint32_t steps = 0;
    bool in_section = false;
    bool patient = false;  // in WaitUntil()
    std::uint32_t sections = 0;
    View at_leave;
  };
  struct Mutex {
    const void* address;
    int owner = -1;
    View view;
    std::uint64_t history = 0;
  };

  static constexpr std::size_t kSetup =
      kMaxThreads;  // nobody: the threads have not begun, or ended

  bool Run(const std::function<void(Explorer&)>& setup, const std::function<std::string()>& check);
  bool Backtrack();
  std::size_t Choose(std::size_t count);
  /// Before an access: others may come first.
  void Pause(std::function<bool()> ready = {});
  /// The same, unless no other thread has to do with what is there: that would only be waiting.
  void PauseBefore(const void* address, bool writes);
  /// What is known of a place, by the addresses of its words.
  struct Place {
    const char* function;
    const char* kind;
    bool weakened;
    Site can;
  };
  /// Who has to do with an address, in all runs so far.
  struct Use {
    const void* address;
    std::uint32_t readers, writers;  // a bit per thread
    bool shared() const {
      return writers != 0 && ((readers | writers) & ((readers | writers) - 1)) != 0;
    }
  };
  /// One line of the story.
  struct Line {
    const char* thread;
    const char* function;
    const char* kind;
    Value value;
  };

  Place& PlaceOf(const char* function, const char* kind);
  Order OrderAt(const char* function, const char* kind, Order order);
  bool IsTorn(const char* function, const char* kind);
  bool IsAbsent(const char* function, const char* kind);
  /// One access is over: what it was and what was read belong to the thread's history.
  Value Note(const char* function, const char* kind, Value value);
  void Fail(std::string what);
  void Plain(const void* address, const char* what, bool write);
  Mutex& MutexAt(const void* address);
  std::uint64_t Hash() const;
  Thread& Me() { return threads_[me_]; }

  static inline Explorer* current_ = nullptr;

  const Model model_;
  const std::string site_;
  const Weakening weakening_;
  std::vector<Choice> trail_;
  std::size_t position_ = 0;
  std::unordered_set<std::uint64_t> met_;
  std::vector<Place> places_;
  std::vector<Use> uses_;
  bool learned_ = false;  // that something is shared: begin again
  Result result_;

  // Of one run.
  std::unique_ptr<Memory> memory_;
  std::vector<Thread> threads_;
  std::vector<Mutex> mutexes_;
  View begun_graces_;
  std::size_t me_ = kSetup;
  bool violated_ = false;
  std::vector<Line> story_;
};

}  // namespace vfpair::litmus

#endif  // VFPAIR_TESTS_LITMUS_EXPLORER_H_
