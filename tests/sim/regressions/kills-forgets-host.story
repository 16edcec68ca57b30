vfpair story 1
# SPDX-License-Identifier: BSD-2-Clause
# after "0 wait us=4000000": pair 1: active, but the host does not steer to V
seed=23 recovers=0
kills forgets-host
pair host=learns profile=strict s_up=1 s_goes=0 in_order=0 actor_us=0 s_transmit_ns=2000 s_wire_us=20 vf_wire_us=20 answer_us=5000 busy_to_peer=0 busy_from_peer=0
pair host=told-later profile=strict s_up=1 s_goes=0 in_order=0 actor_us=0 s_transmit_ns=2000 s_wire_us=20 vf_wire_us=20 answer_us=5000 busy_to_peer=0 busy_from_peer=0
1 vf-arrives model=0 after_us=0 up=0 link_us=0
0 wait us=100000
0 wait us=4000000
