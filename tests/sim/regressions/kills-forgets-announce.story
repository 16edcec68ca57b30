vfpair story 1
# after "0 rule-renewed after_us=0": without an excuse a packet from the peer was overtaken
seed=8 recovers=0
kills forgets-announce
pair host=learns profile=strict s_up=1 s_goes=0 actor_us=0 s_transmit_ns=2000 s_wire_us=20 vf_wire_us=20 answer_us=5000 busy_to_peer=0 busy_from_peer=0
0 vf-arrives model=0 after_us=0 up=0 link_us=0
0 wait us=100000
0 stream way=from-peer flow=0 packets=2 every_us=0
0 stream way=to-peer flow=0 packets=1 every_us=0
0 rule-renewed after_us=0
