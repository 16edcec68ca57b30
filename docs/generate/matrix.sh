#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Prints docs/matrix.md from the tables in tests/matrix.
exec scripts/matrix --print-docs
