// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The contexts vfpair's functions may be called in, as words that every header uses.
//
//   actor     sleepable; one at a time for a given pair. The only place where V's driver is called.
//             Linux: under RTNL. FreeBSD: the pair's taskqueue thread.
//   closing   sleepable; the thread that is taking V down, which may hold V's driver's own locks: V's
//             transmit may be used, V's control functions may not.
//   softirq   softirq / net epoch / RCU read section: the data path.
//   any       all of these, and hard interrupts; never sleeps.
#ifndef VFPAIR_CONTEXTS_H_
#define VFPAIR_CONTEXTS_H_
#endif  // VFPAIR_CONTEXTS_H_
