vfpair story 1
# SPDX-License-Identifier: BSD-2-Clause
# after "0 wait us=100000": without an excuse a packet to the peer was overtaken
seed=5 recovers=0
kills skips-transmit-drain
pair host=learns profile=strict s_up=1 s_goes=0 in_order=0 actor_us=0 s_transmit_ns=2000 s_wire_us=20 vf_wire_us=20 answer_us=5000 busy_to_peer=57 busy_from_peer=0
0 all-arrive each=1 model=0
0 wait us=100000
