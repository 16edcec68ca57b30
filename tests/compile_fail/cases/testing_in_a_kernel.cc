// SPDX-License-Identifier: BSD-2-Clause
// expect: is for programs with a standard library
#ifdef FAIL
#undef __STDC_HOSTED__
#define __STDC_HOSTED__ 0
#endif
#include "vfpair/testing/hosted.h"
