# SPDX-License-Identifier: BSD-2-Clause
"""The rules of Bazel 4.2.3 itself; Debian's rules_cc 0.0.4 needs a newer Bazel."""

cc_binary = native.cc_binary
cc_import = native.cc_import
cc_library = native.cc_library
cc_test = native.cc_test
cc_toolchain = native.cc_toolchain
cc_toolchain_suite = native.cc_toolchain_suite
cc_proto_library = native.cc_proto_library
objc_library = native.objc_library
