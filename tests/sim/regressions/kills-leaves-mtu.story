vfpair story 1
# SPDX-License-Identifier: BSD-2-Clause
# after "0 rule-renewed after_us=0 in_order=0": the rule was deleted, but V is:        down mtu=1500 mac=02:00:00:00:00:01 wanted=0xd7 effective=0xd7 tso=32000/8/0
# V should be: down mtu=1400 mac=02:00:00:00:00:01 wanted=0xd7 effective=0xd7 tso=32000/8/0
seed=2 recovers=0
kills leaves-mtu
pair host=learns profile=strict s_up=1 s_goes=0 in_order=0 actor_us=0 s_transmit_ns=2000 s_wire_us=20 vf_wire_us=20 answer_us=5000 busy_to_peer=0 busy_from_peer=0
0 vf-arrives model=0 after_us=0 up=0 link_us=0
0 wait us=100000
0 rule-renewed after_us=0 in_order=0
