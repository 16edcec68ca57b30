/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory by type: counted, filled when freed, never failing. */
#ifndef FAKE_SYS_MALLOC_H_
#define FAKE_SYS_MALLOC_H_

#include <sys/param.h>

struct malloc_type {
  const char* name;
  long live;
};
enum { M_NOWAIT = 1, M_WAITOK = 2, M_ZERO = 0x100 };

__BEGIN_DECLS
void* fake_malloc(size_t size, struct malloc_type* type, int flags);
void fake_free(void* memory, struct malloc_type* type);
__END_DECLS

#define MALLOC_DECLARE(type) extern struct malloc_type type[1]
#define MALLOC_DEFINE(type, short_name, text) struct malloc_type type[1] = {{short_name, 0}}

#ifndef __cplusplus
#define malloc(size, type, flags) fake_malloc(size, type, flags)
#define free(memory, type) fake_free(memory, type)
#endif

#endif
