/* SPDX-License-Identifier: BSD-2-Clause */
/* Nothing of it is used. */
#ifndef FAKE_NETINET_IN_PCB_H_
#define FAKE_NETINET_IN_PCB_H_
#endif
