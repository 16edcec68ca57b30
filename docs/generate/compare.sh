#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# compare.sh GENERATOR FILE: fails when FILE is not what GENERATOR prints.
"$1" | diff -u "$2" - || { echo "$2 is out of date; bazel run the generator and commit" >&2; exit 1; }
