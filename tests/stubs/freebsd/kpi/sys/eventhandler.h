/* SPDX-License-Identifier: BSD-2-Clause */
/* Events by name, with the type of their handlers checked as the kernel does. */
#ifndef FAKE_SYS_EVENTHANDLER_H_
#define FAKE_SYS_EVENTHANDLER_H_

#include <sys/param.h>

typedef struct eventhandler_entry* eventhandler_tag;
typedef void (*fake_handler_fn)(void);
enum { EVENTHANDLER_PRI_FIRST = 0, EVENTHANDLER_PRI_ANY = 10000, EVENTHANDLER_PRI_LAST = 20000 };

__BEGIN_DECLS
eventhandler_tag fake_eventhandler_register(const char* event, fake_handler_fn function,
                                            void* argument, int priority);
void fake_eventhandler_deregister(const char* event, eventhandler_tag tag);
/* The n-th handler of an event, in the order of priorities; NULL after the last. */
fake_handler_fn fake_eventhandler(const char* event, size_t n, void** argument);
__END_DECLS

#define EVENTHANDLER_DECLARE(event, type) typedef type event##_handler
#define EVENTHANDLER_REGISTER(event, function, argument, priority)                     \
  __extension__({                                                                      \
    event##_handler handler_ = (function);                                             \
    fake_eventhandler_register(#event, (fake_handler_fn)handler_, argument, priority); \
  })
#define EVENTHANDLER_DEREGISTER(event, tag) fake_eventhandler_deregister(#event, tag)
#define EVENTHANDLER_INVOKE(event, ...)                                               \
  do {                                                                                \
    fake_handler_fn handler_;                                                         \
    void* argument_;                                                                  \
    for (size_t n_ = 0; (handler_ = fake_eventhandler(#event, n_, &argument_)); ++n_) \
      ((event##_handler)handler_)(argument_, __VA_ARGS__);                            \
  } while (0)

#endif
