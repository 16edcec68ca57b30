vfpair story 1
# SPDX-License-Identifier: BSD-2-Clause
# after "0 rule-renewed after_us=0 in_order=0": the rule was deleted, but S is:        up mtu=1500 mac=02:00:00:00:00:01 wanted=0x3f effective=0x3f tso=0/0/0 overlaid
# S should be: up mtu=1500 mac=02:00:00:00:00:01 wanted=0x3f effective=0x3f tso=0/0/0
seed=1 recovers=0
kills leaves-overlay
pair host=learns profile=strict s_up=1 s_goes=0 in_order=0 actor_us=0 s_transmit_ns=2000 s_wire_us=20 vf_wire_us=20 answer_us=5000 busy_to_peer=0 busy_from_peer=0
0 rule-renewed after_us=0 in_order=0
