vfpair story 1
# after "0 wait us=0": without an excuse a packet to the peer was overtaken
seed=1 recovers=0
kills skips-transmit-drain
pair host=learns profile=strict s_up=1 s_goes=0 actor_us=0 s_transmit_ns=20000 s_wire_us=20 vf_wire_us=20 answer_us=5000 busy_to_peer=27 busy_from_peer=0
0 vf-arrives model=0 after_us=0 up=0 link_us=0
0 freeze us=100000
0 burst way=to-peer flow=0 packets=1 bytes=0
0 wait us=0
