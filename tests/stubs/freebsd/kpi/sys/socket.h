/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_SOCKET_H_
#define FAKE_SYS_SOCKET_H_

#include <sys/param.h>

enum { AF_INET = 2, AF_LINK = 18, AF_INET6 = 28 };

struct sockaddr {
  uint8_t sa_len, sa_family;
  char sa_data[14];
};

#endif
