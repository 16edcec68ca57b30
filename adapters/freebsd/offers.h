/* SPDX-License-Identifier: BSD-2-Clause */
/* What this adapter has of the things that an OS may offer: vfpair_os.h says what each is. */
#ifndef _VFPAIR_OFFERS_H_
#define	_VFPAIR_OFFERS_H_

#define	VFPAIR_OFFERS_CARRIER
#define	VFPAIR_OFFERS_ENABLED
#define	VFPAIR_OFFERS_RECEIVE_AS

#endif /* _VFPAIR_OFFERS_H_ */
