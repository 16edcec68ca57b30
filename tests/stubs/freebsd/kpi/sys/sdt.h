/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_SDT_H_
#define FAKE_SYS_SDT_H_

#define SDT_PROVIDER_DEFINE(provider) struct fake_sdt
#define SDT_PROVIDER_DECLARE(provider) struct fake_sdt
#define SDT_PROBE_DECLARE(provider, module, function, name) struct fake_sdt
#define SDT_PROBE_DEFINE3(provider, module, function, name, a, b, c) struct fake_sdt
#define SDT_PROBE_DEFINE5(provider, module, function, name, a, b, c, d, e) struct fake_sdt
#define SDT_PROBE3(provider, module, function, name, a, b, c) ((void)(a), (void)(b), (void)(c))
#define SDT_PROBE5(provider, module, function, name, a, b, c, d, e) \
  ((void)(a), (void)(b), (void)(c), (void)(d), (void)(e))

#endif
