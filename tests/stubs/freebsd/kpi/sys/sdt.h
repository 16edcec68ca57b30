/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_SDT_H_
#define FAKE_SYS_SDT_H_

#define SDT_PROVIDER_DEFINE(provider) struct fake_sdt
#define SDT_PROBE_DEFINE5(provider, module, function, name, a, b, c, d, e) struct fake_sdt
#define SDT_PROBE5(provider, module, function, name, a, b, c, d, e) \
  ((void)(a), (void)(b), (void)(c), (void)(d), (void)(e))

#endif
