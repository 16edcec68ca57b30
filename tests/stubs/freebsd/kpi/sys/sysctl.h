/* SPDX-License-Identifier: BSD-2-Clause */
/* A tree of named nodes, static ones and those of a context. */
#ifndef FAKE_SYS_SYSCTL_H_
#define FAKE_SYS_SYSCTL_H_

#include <sys/counter.h>
#include <sys/param.h>

struct thread;
struct sysctl_req {
  struct thread* td;
  void* oldptr; /* NULL: whoever writes does not want to read */
  const void* newptr;
  size_t newlen;
  void* out; /* of the fake kernel */
};

/* A handler need not look at each. */
#define SYSCTL_HANDLER_ARGS                                                            \
  struct sysctl_oid *oidp __attribute__((unused)), void *arg1 __attribute__((unused)), \
      intmax_t arg2 __attribute__((unused)), struct sysctl_req *req

struct sysctl_oid {
  struct sysctl_oid* parent;
  const char* name;
  int kind;
  void* arg1;
  intmax_t arg2;
  int (*handler)(SYSCTL_HANDLER_ARGS);
  struct sysctl_oid* next; /* of all */
  TAILQ_ENTRY(sysctl_oid) context;
};
TAILQ_HEAD(sysctl_ctx_list, sysctl_oid);

enum {
  OID_AUTO = -1,
  CTLTYPE_NODE = 1,
  CTLTYPE_INT = 2,
  CTLTYPE_STRING = 3,
  CTLTYPE_U64 = 9,
  CTLTYPE = 0xf,
  CTLFLAG_RD = 0x80000,
  CTLFLAG_RW = 0xc0000,
  CTLFLAG_TUN = 0x100000,
  CTLFLAG_RDTUN = CTLFLAG_RD | CTLFLAG_TUN,
  CTLFLAG_RWTUN = CTLFLAG_RW | CTLFLAG_TUN,
  CTLFLAG_MPSAFE = 0x200000,
  CTLFLAG_VNET = 0x400000,
};

__BEGIN_DECLS
extern struct sysctl_oid sysctl__hw;

void fake_sysctl_register(struct sysctl_oid* oid);
struct sysctl_oid* fake_sysctl_add(struct sysctl_ctx_list* context, struct sysctl_oid* parent,
                                   const char* name, int kind, void* arg1, intmax_t arg2,
                                   int (*handler)(SYSCTL_HANDLER_ARGS));
void sysctl_ctx_init(struct sysctl_ctx_list* context);
void sysctl_rename_oid(struct sysctl_oid* oid, const char* name);
int sysctl_ctx_free(struct sysctl_ctx_list* context);
int sysctl_handle_int(SYSCTL_HANDLER_ARGS);
int sysctl_handle_string(SYSCTL_HANDLER_ARGS);
int fake_sysctl_handle_counter(SYSCTL_HANDLER_ARGS);
int fake_sysctl_in(struct sysctl_req* req, void* data, size_t size);
int fake_sysctl_out(struct sysctl_req* req, const void* data, size_t size);
__END_DECLS

#define SYSCTL_OUT(req, data, size) fake_sysctl_out(req, data, size)
#define SYSCTL_IN(req, data, size) fake_sysctl_in(req, data, size)
#define SYSCTL_DECL(path) extern struct sysctl_oid sysctl_##path
#define SYSCTL_CHILDREN(oid) (oid)
#define SYSCTL_STATIC_CHILDREN(path) (&sysctl_##path)

#define FAKE_SYSCTL(path, name_, kind_, arg1_, arg2_, handler_)                       \
  struct sysctl_oid sysctl_##path##_##name_ = {.parent = &sysctl_##path,       \
                                                      .name = #name_,                 \
                                                      .kind = (kind_),                \
                                                      .arg1 = (void*)(arg1_),         \
                                                      .arg2 = (arg2_),                \
                                                      .handler = (handler_)};         \
  __attribute__((constructor)) static void sysctl_##path##_##name_##_register(void) { \
    fake_sysctl_register(&sysctl_##path##_##name_);                                   \
  }                                                                                   \
  struct sysctl_oid

#define SYSCTL_NODE(path, number, name, access, handler, text) \
  FAKE_SYSCTL(path, name, CTLTYPE_NODE | (access), 0, 0, handler)
#define SYSCTL_STRING(path, number, name, access, buffer, size, text) \
  FAKE_SYSCTL(path, name, CTLTYPE_STRING | (access), buffer, size, sysctl_handle_string)
#define SYSCTL_INT(path, number, name, access, pointer, value, text) \
  FAKE_SYSCTL(path, name, CTLTYPE_INT | (access), pointer, value, sysctl_handle_int)
#define SYSCTL_PROC(path, number, name, access, arg1, arg2, handler, format, text) \
  FAKE_SYSCTL(path, name, access, arg1, arg2, handler)

#define SYSCTL_ADD_NODE(context, parent, number, name, access, handler, text) \
  fake_sysctl_add(context, parent, name, CTLTYPE_NODE | (access), NULL, 0, handler)
#define SYSCTL_ADD_PROC(context, parent, number, name, access, arg1, arg2, handler, format, text) \
  fake_sysctl_add(context, parent, name, access, arg1, arg2, handler)
#define SYSCTL_ADD_COUNTER_U64(context, parent, number, name, access, counter, text) \
  fake_sysctl_add(context, parent, name, CTLTYPE_U64 | (access), counter, 0,         \
                  fake_sysctl_handle_counter)

#endif
