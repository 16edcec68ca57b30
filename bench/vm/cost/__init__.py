# SPDX-License-Identifier: BSD-2-Clause
"""Instructions per packet, of vfpair and of its peers, in a guest that counts them."""
