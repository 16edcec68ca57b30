vfpair story 1
# SPDX-License-Identifier: BSD-2-Clause
# V departs while a host that was asked to steer to it has not answered: most of the losses that
# seeds found with such hosts.
seed=286 recovers=0
pair host=told-later profile=strict s_up=1 s_goes=0 in_order=0 actor_us=0 s_transmit_ns=2000 s_wire_us=20 vf_wire_us=20 answer_us=5000 busy_to_peer=0 busy_from_peer=59
0 vf-arrives model=0 after_us=0 up=0 link_us=0
0 wait us=100000
0 vf-departs vf=0
0 wait us=20
