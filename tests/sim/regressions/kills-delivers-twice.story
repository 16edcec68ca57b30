vfpair story 1
# SPDX-License-Identifier: BSD-2-Clause
# after "0 wait us=40": 1 packets twice
seed=1 recovers=0
kills delivers-twice
pair host=learns profile=strict s_up=1 s_goes=0 in_order=0 actor_us=0 s_transmit_ns=2000 s_wire_us=20 vf_wire_us=20 answer_us=5000 busy_to_peer=0 busy_from_peer=0
0 stream way=from-peer flow=0 packets=10 every_us=0
0 wait us=40
