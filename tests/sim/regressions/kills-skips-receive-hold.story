vfpair story 1
# after "0 vf-migrates vf=0 pulled=0 absent_us=0 frozen_us=0 model=0": without an excuse a packet from the peer was overtaken
seed=13 recovers=0
kills skips-receive-hold
pair host=learns profile=strict s_up=1 s_goes=0 actor_us=0 s_transmit_ns=2000 s_wire_us=20 vf_wire_us=100 answer_us=5000 busy_to_peer=0 busy_from_peer=60
0 vf-migrates vf=0 pulled=0 absent_us=0 frozen_us=0 model=0
0 wait us=180000
0 vf-migrates vf=0 pulled=0 absent_us=0 frozen_us=0 model=0
