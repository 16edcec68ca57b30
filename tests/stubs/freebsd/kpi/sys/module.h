/* SPDX-License-Identifier: BSD-2-Clause */
/* One module per program: the tests load and unload it. */
#ifndef FAKE_SYS_MODULE_H_
#define FAKE_SYS_MODULE_H_

#include <sys/param.h>

typedef struct module* module_t;
typedef int (*modeventhand_t)(module_t, int, void*);
enum { MOD_LOAD, MOD_UNLOAD, MOD_SHUTDOWN, MOD_QUIESCE };

typedef struct moduledata {
  const char* name;
  modeventhand_t evhand;
  void* priv;
} moduledata_t;

__BEGIN_DECLS
extern moduledata_t* fake_module;
__END_DECLS

#define DECLARE_MODULE(name, data, subsystem, order)                                        \
  __attribute__((constructor)) static void name##_announce(void) { fake_module = &(data); } \
  extern moduledata_t* fake_module
#define MODULE_VERSION(name, version) extern moduledata_t* fake_module

#endif
