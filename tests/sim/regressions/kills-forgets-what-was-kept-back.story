vfpair story 1
# SPDX-License-Identifier: BSD-2-Clause
# when all was made well: packets do not pass
seed=5 recovers=1
kills forgets-what-was-kept-back
pair host=learns profile=strict s_up=1 s_goes=0 in_order=0 actor_us=0 s_transmit_ns=2000 s_wire_us=20 vf_wire_us=20 answer_us=5000 busy_to_peer=0 busy_from_peer=0
0 vf-migrates vf=0 pulled=0 absent_us=0 frozen_us=0 model=0
