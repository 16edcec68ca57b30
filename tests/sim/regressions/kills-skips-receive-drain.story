vfpair story 1
# SPDX-License-Identifier: BSD-2-Clause
# after the end: without an excuse a packet from the peer was lost: VF's port closed
seed=17 recovers=1
kills skips-receive-drain
pair host=learns profile=strict s_up=0 s_goes=0 in_order=0 actor_us=0 s_transmit_ns=2000 s_wire_us=20 vf_wire_us=20 answer_us=5000 busy_to_peer=0 busy_from_peer=26
0 vf-arrives model=0 after_us=0 up=0 link_us=0
