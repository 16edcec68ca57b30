vfpair story 1
# SPDX-License-Identifier: BSD-2-Clause
# Of a core that did not note the MTU that V's user sets while V is degraded: V was used with another
# MTU than S's, and given back with the one it came with.
seed=2009 recovers=1
pair host=learns profile=strict s_up=1 s_goes=0 in_order=0 actor_us=0 s_transmit_ns=2000 s_wire_us=20 vf_wire_us=20 answer_us=5000 busy_to_peer=0 busy_from_peer=0
0 faults-of effect=mark outcome=refused
0 vf-arrives model=1 after_us=0 up=1 link_us=0
0 vf-mtu vf=0 mtu=80
0 wait us=100000
0 faults-end
0 wait us=70000000
