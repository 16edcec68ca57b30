# SPDX-License-Identifier: BSD-2-Clause
#
# Others who hook the same interfaces, or take them away.

atf_test_case lagg_on_s_keeps_the_pair cleanup
lagg_on_s_keeps_the_pair_head()
{
	atf_set descr "S that joined a lagg is not unhooked from under it"
	atf_set require.user root
}
lagg_on_s_keeps_the_pair_body()
{
	kldload -n if_lagg 2> /dev/null
	build
	pair
	ifconfig lagg create name vflagg > /dev/null || atf_skip "no lagg(4)"
	echo vflagg >> interfaces
	ifconfig $S inet $HERE -alias
	atf_check ifconfig vflagg laggproto failover laggport $S up
	atf_check ifconfig vflagg inet $HERE/24
	atf_check -o ignore ping -c 2 -t 5 $THERE
	answers "^refused: .*others hooked" "unpair $S"
	atf_check -s not-exit:0 -e match:"busy" kldunload if_vfpair
	atf_check -o ignore ping -c 2 -t 5 $THERE
	atf_check ifconfig vflagg -laggport $S
	answers "^ok " "unpair $S"
}
lagg_on_s_keeps_the_pair_cleanup() { destroy; }

atf_test_case vf_that_moves_to_a_jail_is_let_go cleanup
vf_that_moves_to_a_jail_is_let_go_head()
{
	atf_set descr "A VF that moves to another vnet is nobody's there"
	atf_set require.user root
}
vf_that_moves_to_a_jail_is_let_go_body()
{
	build
	snapshot $V > before
	pair
	atf_check ifconfig $S mtu 1400
	ifconfig $S promisc
	wait_until 5 eval "ifconfig $V | grep -q PROMISC"
	jail -c name=vfpair_other vnet persist
	atf_check ifconfig $V vnet vfpair_other
	jexec vfpair_other ifconfig -m $V | grep -v 'status:\|media\|nd6\|groups' > after
	grep -v 'nd6\|groups\|inet' before > wanted
	atf_check -o empty diff -u wanted after # its own again, in the jail
	atf_check ifconfig $S mtu 1500 -promisc
	wait_until 5 path_is synthetic
	atf_check -o inline:"\n" sysctl -n hw.vfpair.vflist
	atf_check -o ignore ping -c 2 -t 5 $THERE
	jexec vfpair_other ifconfig $V up mtu 1400
	jail -r vfpair_other
	sleep 1
	atf_check -o ignore ping -c 2 -t 5 $THERE
}
vf_that_moves_to_a_jail_is_let_go_cleanup() { jail -r vfpair_other; destroy; }

atf_test_case jail_has_pairs_of_its_own cleanup
jail_has_pairs_of_its_own_head()
{
	atf_set descr "A jail with a vnet pairs its interfaces, and sees no others; names may be the same"
	atf_set require.user root
}
jail_has_pairs_of_its_own_body()
{
	build
	pair
	jail -c name=vfpair_other vnet persist
	_s=$(ifconfig epair create)
	_v=${_s%a}b
	echo "$_s" >> interfaces
	for i in $_s $_v; do
		ifconfig $i ether 02:00:00:76:66:72
		ifconfig $i vnet vfpair_other
	done
	jexec vfpair_other ifconfig $_s name $S > /dev/null
	atf_check -o inline:"\n" jexec vfpair_other sysctl -n hw.vfpair.vflist
	atf_check -o empty jexec vfpair_other sysctl -n hw.vfpair.$S.vf
	atf_check -o ignore jexec vfpair_other sysctl hw.vfpair.command="pair $S $_v settle_ms=20"
	atf_check -o inline:"$_v:$S\n" jexec vfpair_other sysctl -n hw.vfpair.vfmap
	atf_check -o inline:"$_v\n" jexec vfpair_other sysctl -n hw.vfpair.$S.vf
	atf_check -o inline:"$V\n" sysctl -n hw.vfpair.$S.vf
	answers "^ok " "unpair $S"
	atf_check -o empty sysctl -n hw.vfpair.$S.vf
	atf_check -o inline:"$_v\n" jexec vfpair_other sysctl -n hw.vfpair.$S.vf
	atf_check -o match:"is paired no more" jexec vfpair_other sysctl hw.vfpair.command="unpair $S"
	atf_check -s not-exit:0 -e match:"unknown oid" sysctl -n hw.vfpair.$S.vf
}
jail_has_pairs_of_its_own_cleanup()
{
	read -r S V < pair
	jexec vfpair_other ifconfig "$S" name "$(tail -1 interfaces)"
	jail -r vfpair_other
	destroy
}

atf_test_case s_that_leaves_ends_the_pair cleanup
s_that_leaves_ends_the_pair_head()
{
	atf_set descr "S is destroyed, or moves: the pair ends, and the VF is as it was"
	atf_set require.user root
}
s_that_leaves_ends_the_pair_body()
{
	build
	snapshot $V > before
	pair
	atf_check ifconfig $S destroy
	atf_check -o not-match:"synthetic=$S" sysctl -n hw.vfpair.status
	snapshot $V > after
	atf_check -o empty diff -u before after
}
s_that_leaves_ends_the_pair_cleanup() { destroy; }

atf_test_case taps_see_each_packet_once cleanup
taps_see_each_packet_once_head()
{
	atf_set descr "tcpdump on S sees what takes the VF, once, with both kinds of tap"
	atf_set require.user root
	atf_set require.progs tcpdump
}
taps_see_each_packet_once_body()
{
	build
	pair
	for accurate in 0 1; do
		atf_check -o ignore sysctl hw.vfpair.$S.vf_xpnt_accbpf=$accurate
		tcpdump -n -p -U --immediate-mode -i $S -w capture.$accurate icmp 2> tap.$accurate &
		_tap=$!
		wait_until 20 grep -q listening tap.$accurate
		ping -q -c 4 -i 0.2 $THERE > /dev/null
		wait_until 20 eval "[ \$(tcpdump -n -r capture.$accurate 2> /dev/null | grep -c echo) -ge 8 ]"
		sleep 1 # for those that are too many
		kill -INT $_tap
		wait $_tap
		atf_check -o inline:"4\n" -x \
			"tcpdump -n -r capture.$accurate 2>/dev/null | grep -c 'echo request'"
		atf_check -o inline:"4\n" -x \
			"tcpdump -n -r capture.$accurate 2>/dev/null | grep -c 'echo reply'"
	done
}
taps_see_each_packet_once_cleanup() { destroy; }

atf_init_test_cases()
{
	atf_add_test_case lagg_on_s_keeps_the_pair
	atf_add_test_case vf_that_moves_to_a_jail_is_let_go
	atf_add_test_case jail_has_pairs_of_its_own
	atf_add_test_case s_that_leaves_ends_the_pair
	atf_add_test_case taps_see_each_packet_once
}
