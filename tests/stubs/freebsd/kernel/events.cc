// SPDX-License-Identifier: BSD-2-Clause
// eventhandler(9) and the module.
#include <sys/eventhandler.h>
#include <sys/module.h>

#include <algorithm>
#include <map>

#include "tests/stubs/freebsd/kernel/kernel.h"

struct eventhandler_entry {
  fake_handler_fn function;
  void* argument;
  int priority;
};

extern "C" {
moduledata_t* fake_module;
}

namespace fake {
namespace {
std::map<std::string, std::vector<eventhandler_entry*>> handlers;
}

size_t HandlerCount() {
  size_t count = 0;
  for (const auto& [event, list] : handlers) count += list.size();
  return count;
}

int Load() { return fake_module->evhand(nullptr, MOD_LOAD, fake_module->priv); }
int Unload() { return fake_module->evhand(nullptr, MOD_UNLOAD, fake_module->priv); }

}  // namespace fake

extern "C" {

eventhandler_tag fake_eventhandler_register(const char* event, fake_handler_fn function,
                                            void* argument, int priority) {
  auto& list = fake::handlers[event];
  const auto after = std::find_if(list.begin(), list.end(), [priority](const auto* entry) {
    return entry->priority > priority;
  });
  return *list.insert(after, new eventhandler_entry{function, argument, priority});
}

void fake_eventhandler_deregister(const char* event, eventhandler_tag tag) {
  fake::MaySleep("waits for handlers");
  if (std::erase(fake::handlers[event], tag) == 0)
    fake::Complain(std::string("no such handler of ") + event);
  delete tag;
}

fake_handler_fn fake_eventhandler(const char* event, size_t n, void** argument) {
  const auto& list = fake::handlers[event];
  if (n >= list.size()) return nullptr;
  *argument = list[n]->argument;
  return list[n]->function;
}

}  // extern "C"
