vfpair story 1
# SPDX-License-Identifier: BSD-2-Clause
# after the end: 10 packets arrived, but not as the synthetic's
seed=6 recovers=1
kills delivers-as-vf
pair host=learns profile=hn s_up=1 s_goes=0 in_order=0 actor_us=0 s_transmit_ns=2000 s_wire_us=20 vf_wire_us=20 answer_us=5000 busy_to_peer=0 busy_from_peer=0
0 vf-arrives model=0 after_us=0 up=0 link_us=0
