vfpair story 1
# after "0 wait us=100000": 98 packets arrived, but not as the synthetic's
seed=5 recovers=0
kills delivers-as-vf
pair host=learns profile=strict s_up=1 s_goes=0 actor_us=0 s_transmit_ns=2000 s_wire_us=20 vf_wire_us=20 answer_us=5000 busy_to_peer=0 busy_from_peer=50
0 all-arrive each=1 model=0
0 wait us=100000
