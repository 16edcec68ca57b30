#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# guide_test.sh GUIDE SOURCE...: every piece of code in the guide is in one of the sources, as it is there.
set -eu
guide=$1
shift
cat -- "$@" | awk -v guide="$guide" '
    { sources = sources "\n" $0 }
    END {
        sources = sources "\n"
        while ((getline line < guide) > 0) {
            if (line == "```c" || line == "```cpp") {
                inside = 1
                piece = "\n"
            } else if (inside && line == "```") {
                inside = 0
                pieces++
                if (!index(sources, piece)) {
                    print "the guide shows what is not in the example:" piece
                    bad = 1
                }
            } else if (inside) {
                piece = piece line "\n"
            }
        }
        print pieces " pieces compared"
        exit bad || pieces < 5
    }'
