/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_NET_IF_DL_H_
#define FAKE_NET_IF_DL_H_

#include <sys/param.h>

struct sockaddr_dl {
  uint8_t sdl_len, sdl_family;
  uint16_t sdl_index;
  uint8_t sdl_type, sdl_nlen, sdl_alen;
  char sdl_data[46];
};
#define LLADDR(sdl) ((sdl)->sdl_data + (sdl)->sdl_nlen)

#endif
