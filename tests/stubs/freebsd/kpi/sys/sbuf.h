/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_SBUF_H_
#define FAKE_SYS_SBUF_H_

#include <sys/param.h>

struct sbuf;
struct sysctl_req;

__BEGIN_DECLS
struct sbuf* sbuf_new_auto(void);
struct sbuf* sbuf_new_for_sysctl(struct sbuf* in, char* buffer, int size, struct sysctl_req* req);
int sbuf_printf(struct sbuf* out, const char* format, ...);
int sbuf_cat(struct sbuf* out, const char* text);
int sbuf_finish(struct sbuf* out);
char* sbuf_data(struct sbuf* out);
ssize_t sbuf_len(struct sbuf* out);
void sbuf_delete(struct sbuf* out);
__END_DECLS

#endif
