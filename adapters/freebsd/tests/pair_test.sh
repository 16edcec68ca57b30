# SPDX-License-Identifier: BSD-2-Clause
#
# What a pair does: packets, settings, undo.

# scenario <name> <description>: declares a test of that name, with root and clean-up
scenario()
{
	atf_test_case "$1" cleanup
	eval "${1}_text=\$2
	      ${1}_head() { atf_set descr \"\$${1}_text\"; atf_set require.user root; }
	      ${1}_cleanup() { destroy; }"
	scenarios="$scenarios $1"
}

scenario packets_take_the_vf "Packets take the VF, both ways, and S counts them"
packets_take_the_vf_body()
{
	build
	pair
	atf_check -o ignore ping -c 3 -t 5 $THERE
	[ "$(knob vf_tx_packets)" -ge 3 ] || atf_fail "$(knob vf_tx_packets) packets left by the VF"
	[ "$(knob vf_rx_packets)" -ge 3 ] || atf_fail "$(knob vf_rx_packets) packets came by the VF"
	atf_check -o inline:"$V:$S\n" sysctl -n hw.vfpair.vfmap
}

scenario unpair_leaves_no_trace "After unpair both interfaces are as they were"
unpair_leaves_no_trace_body()
{
	build
	for i in $S $V; do snapshot $i > $i.before; done
	pair
	answers "^ok " "unpair $S"
	for i in $S $V; do
		snapshot $i > $i.after
		atf_check -o empty diff -u $i.before $i.after
	done
	atf_check -o ignore ping -c 1 -t 5 $THERE
}

scenario unload_leaves_no_trace "The module can be unloaded while packets flow"
unload_leaves_no_trace_body()
{
	build
	for i in $S $V; do snapshot $i > $i.before; done
	pair
	lossless 3 atf_check kldunload if_vfpair
	for i in $S $V; do
		snapshot $i > $i.after
		atf_check -o empty diff -u $i.before $i.after
	done
}

scenario switching_loses_nothing "Pairing and unpairing under traffic lose no packet"
switching_loses_nothing_body()
{
	build
	for i in 1 2 3 4 5; do
		lossless 2 pair
		lossless 2 answers "^ok " "unpair $S"
	done
}

scenario vf_that_leaves_is_missed_by_nobody "The VF is removed under traffic, and the next one is taken"
vf_that_leaves_is_missed_by_nobody_body()
{
	build
	snapshot $S > before
	pair
	lossless 3 ifconfig $V destroy
	wait_until 5 path_is synthetic
	snapshot $S > after
	atf_check -o empty diff -u before after
	atf_check -o inline:"\n" sysctl -n hw.vfpair.vflist
}

scenario s_takes_the_vf_down "The VF is up when S is, and no sooner"
s_takes_the_vf_down_body()
{
	build
	pair
	ifconfig $S down
	wait_until 5 eval "! ifconfig $V | grep -q '<UP'"
	ifconfig $S up
	wait_until 5 path_is vf
	atf_check -o ignore ping -c 2 -t 5 $THERE
}

scenario vf_brought_down_is_healed "Somebody brings the VF down: packets go over S, then the VF is back"
vf_brought_down_is_healed_body()
{
	build
	pair
	lossless 3 ifconfig $V down
	wait_until 20 path_is vf
}

scenario rename_keeps_the_pair "A VF that gets another name stays the VF"
rename_keeps_the_pair_body()
{
	build
	pair
	lossless 2 ifconfig $V name vfrenamed > /dev/null
	echo vfrenamed >> interfaces
	atf_check -o inline:"vfrenamed\n" sysctl -n hw.vfpair.$S.vf
	wait_until 5 path_is vf
	ifconfig vfrenamed name $V > /dev/null
}

scenario mtu_is_one_transaction "S's MTU is the VF's too, or nobody's"
mtu_is_one_transaction_body()
{
	build
	pair
	atf_check ifconfig $S mtu 1400
	atf_check -o match:"mtu 1400" ifconfig $V
	atf_check -s not-exit:0 -e match:"busy" ifconfig $V mtu 1500
	atf_check -o match:"mtu 1400" ifconfig $V
	atf_check -s not-exit:0 -e ignore ifconfig $S mtu 70000
	atf_check -o match:"mtu 1400" ifconfig $S
	vfpair "unpair $S" > /dev/null
	atf_check -o match:"mtu 1400" ifconfig $S
	atf_check -o match:"mtu 1500" ifconfig $V
}

scenario groups_follow "Multicast groups, promiscuity and all-multicast of S are the VF's"
groups_follow_body()
{
	build
	pair
	ifconfig $S allmulti 2> /dev/null || true
	ifconfig $S promisc
	wait_until 5 eval "ifconfig $V | grep -q PROMISC"
	ifconfig $S -promisc
	wait_until 5 eval "! ifconfig $V | grep -q PROMISC"
}

scenario vlans_follow "A VLAN on S works over the VF"
vlans_follow_body()
{
	kldload -n if_vlan 2> /dev/null
	build
	# behind the bridge, a machine that knows the VLAN
	_port=$(ifconfig epair create)
	ifconfig "$_port" vnet vfpair_peer
	ifconfig "${_port%a}b" vnet vfpair_peer
	jexec vfpair_peer ifconfig bridge0 addm "$_port"
	jexec vfpair_peer ifconfig "$_port" up
	jexec vfpair_peer ifconfig "${_port%a}b" up
	_there=$(jexec vfpair_peer ifconfig vlan create) || atf_skip "no vlan(4)"
	jexec vfpair_peer ifconfig "$_there" vlan 7 vlandev "${_port%a}b"
	jexec vfpair_peer ifconfig "$_there" inet 10.66.78.2/24
	pair
	_here=$(ifconfig vlan create)
	echo "$_here" >> interfaces
	atf_check ifconfig "$_here" vlan 7 vlandev $S
	atf_check ifconfig "$_here" inet 10.66.78.1/24
	_before=$(knob vf_tx_packets)
	atf_check -o ignore ping -c 3 -t 5 10.66.78.2
	[ $(($(knob vf_tx_packets) - _before)) -ge 3 ] || atf_fail "they did not take the VF"
}

scenario next_vf_is_adopted "While one VF is used another waits, and takes over"
next_vf_is_adopted_body()
{
	build
	pair
	new_vf
	vfpair "unpair $S" > /dev/null
	answers "^ok " "pair $S $NEW settle_ms=20 damping=off"
	wait_until 5 path_is vf
	atf_check -o inline:"$NEW\n" sysctl -n hw.vfpair.$S.vf
}

scenario transitions_are_told "sysctl and devctl tell each transition and its reason"
transitions_are_told_body()
{
	build
	pair
	ifconfig $V destroy
	wait_until 5 path_is synthetic
	atf_check -o match:"vf-closing" -o match:"vf-departed" -o match:"went away" \
	    sysctl -n "hw.vfpair.$S.history"
	answers "event=settled" "history $S"
}

atf_init_test_cases()
{
	for _each in $scenarios; do
		atf_add_test_case $_each
	done
}
