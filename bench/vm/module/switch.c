// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "bench.h"

bool bench_switching;

void bench_switch_arrived(const struct net_device *dev, u64 now)
{
}

int bench_switch(const char *what, struct net_device *upper, struct net_device *syn,
		 struct net_device *vf, char *reply)
{
	return -EOPNOTSUPP;
}
