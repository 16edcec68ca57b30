/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_UIO_H_
#define FAKE_SYS_UIO_H_

#include <sys/param.h>

struct uio {
  char* buffer; /* of the program */
  ssize_t uio_resid;
  bool is_write;
};

__BEGIN_DECLS
int uiomove(void* memory, int size, struct uio* uio);
__END_DECLS

#endif
