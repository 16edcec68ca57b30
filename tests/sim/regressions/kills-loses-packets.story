vfpair story 1
# SPDX-License-Identifier: BSD-2-Clause
# after the end: 1 packets unaccounted for
seed=2 recovers=0
kills loses-packets
pair host=learns profile=strict s_up=1 s_goes=0 in_order=0 actor_us=0 s_transmit_ns=2000 s_wire_us=20 vf_wire_us=20 answer_us=5000 busy_to_peer=0 busy_from_peer=0
0 burst way=from-peer flow=0 packets=10 bytes=0
