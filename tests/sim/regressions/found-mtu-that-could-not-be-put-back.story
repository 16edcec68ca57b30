vfpair story 1
# SPDX-License-Identifier: BSD-2-Clause
# Of a core that forgot V's MTU when S refused the new one and V the old one: they stayed different.
seed=5403 recovers=0
pair host=learns profile=strict s_up=1 s_goes=0 in_order=0 actor_us=0 s_transmit_ns=2000 s_wire_us=20 vf_wire_us=20 answer_us=5000 busy_to_peer=0 busy_from_peer=0
0 vf-arrives model=4 after_us=0 up=1 link_us=0
0 wait us=1000000
0 faults-of effect=s-mtu outcome=refused
0 faults-anywhere one_in=2
0 s-mtu mtu=70
0 faults-end
0 wait us=3000000
