// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The version of the library and of the namespace that carries it.
#ifndef VFPAIR_VERSION_H_
#define VFPAIR_VERSION_H_

#define VFPAIR_VERSION_MAJOR 0
#define VFPAIR_VERSION_MINOR 1
#define VFPAIR_VERSION_PATCH 0

// Everything lives in an inline namespace named after the version, so that two drivers in one kernel
// may embed different versions.
#define VFPAIR_NAMESPACE_BEGIN \
  namespace vfpair {           \
  inline namespace v0_1 {
#define VFPAIR_NAMESPACE_END \
  }                          \
  }

#endif  // VFPAIR_VERSION_H_
