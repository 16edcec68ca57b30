# SPDX-License-Identifier: BSD-2-Clause
"""The VM lab: one guest with both ends of the wire, and a host switch of ours between."""
