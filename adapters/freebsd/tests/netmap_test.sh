# SPDX-License-Identifier: BSD-2-Clause
#
# netmap(4) on S or V, begun and ended before and after everything else. epair(4) knows no
# netmap: for it netmap is emulated, and what it sends is not tested (epair tells it of packets
# by the name of its other end; kernels have panicked of that, without us). All else needs real
# interfaces: NETMAP_S and NETMAP_V with one MAC address, NETMAP_HERE on S, and NETMAP_THERE
# behind both.

# scenario <name> <description>: declares a test of that name, with root and clean-up
scenario()
{
	atf_test_case "$1" cleanup
	eval "${1}_text=\$2
	      ${1}_head() {
		atf_set descr \"\$${1}_text\"
		atf_set require.user root
		atf_set require.progs pkt-gen
	      }
	      ${1}_cleanup() { release; sysctl dev.netmap.admode=0 > /dev/null; destroy; }"
	scenarios="$scenarios $1"
}

# take <interface>: a program has it in netmap mode, and receives
take()
{
	[ "$(sysctl -n dev.netmap.buf_num)" = 16384 ] || sysctl dev.netmap.buf_num=16384 > /dev/null
	pkt-gen -i "netmap:$1" -f rx -w 0 > taken.out 2>&1 &
	echo $! > taken.pid
	wait_until 20 grep -q receiver_body taken.out
}

# ... and no more; sets RECEIVED to what it got
release()
{
	[ -f taken.pid ] || return 0
	kill -INT "$(cat taken.pid)"
	wait "$(cat taken.pid)"
	rm -f taken.pid
	RECEIVED=$(sed -n 's/^Received \([0-9]*\) packets.*/\1/p' taken.out | tail -1)
	: "${RECEIVED:=0}"
} 2> /dev/null

# grew <counter> <from> <at least>
grew()
{
	[ $(($(knob "$1") - $2)) -ge "$3" ] || atf_fail "$1 grew from $2 to $(knob "$1"), not by $3"
}

# send <interface> <packets>: a program sends them, and waits for drivers that free them late
send()
{
	timeout 15 pkt-gen -i "netmap:$1" -f tx -n "$2" -R 2000 -w 0 -s $HERE -d $THERE
} > sent.out 2>&1

scenario emulation_on_s_works_over_the_vf "A netmap program on S receives what comes by the VF"
emulation_on_s_works_over_the_vf_body()
{
	build
	pair
	for i in $S $V; do snapshot $i > $i.before; done
	_rx=$(knob vf_rx_packets)
	take $S
	jexec vfpair_peer ping -q -c 40 -i 0.02 -t 2 $HERE > /dev/null
	grew vf_rx_packets $_rx 40
	release
	[ "$RECEIVED" -ge 40 ] || atf_fail "the program received $RECEIVED packets: $(cat taken.out)"
	path_is vf || atf_fail "the path is $(knob path): $(knob reason)"
	for i in $S $V; do
		snapshot $i > $i.after
		atf_check -o empty diff -u $i.before $i.after
	done
	atf_check -o ignore ping -c 2 -t 5 $THERE
}

scenario nothing_is_taken_from_under_it "With a netmap program on S the pair stays, and the module"
nothing_is_taken_from_under_it_body()
{
	build
	for i in $S $V; do snapshot $i > $i.before; done
	pair
	take $S
	atf_check -o match:"^refused: .*others hooked" vfpair "unpair $S"
	atf_check -s not-exit:0 -e match:"busy" kldunload if_vfpair
	ifconfig $V down
	sleep 1
	ifconfig $V up
	wait_until 20 path_is vf
	release
	atf_check -o ignore ping -c 2 -t 5 $THERE
	atf_check -o match:"^ok " vfpair "unpair $S"
	for i in $S $V; do
		snapshot $i > $i.after
		atf_check -o empty diff -u $i.before $i.after
	done
	atf_check kldunload if_vfpair
}

scenario a_rule_that_comes_later_waits "A rule for an S that is in netmap mode waits until it is not"
a_rule_that_comes_later_waits_body()
{
	build
	for i in $S $V; do snapshot $i > $i.before; done
	take $S
	atf_check -o match:"^ok " vfpair "pair $S $V settle_ms=20 damping=off"
	sleep 2
	path_is synthetic || atf_fail "the path is $(knob path)"
	atf_check -o match:"netmap" knob reason
	atf_check -o match:"^ok " vfpair "unpair $S"
	atf_check -o match:"^ok " vfpair "pair $S $V settle_ms=20 damping=off"
	release
	wait_until 10 path_is vf
	atf_check -o ignore ping -c 2 -t 5 $THERE
	atf_check -o match:"^ok " vfpair "unpair $S"
	atf_check -o ignore ping -c 2 -t 5 $THERE
	for i in $S $V; do
		snapshot $i > $i.after
		atf_check -o empty diff -u $i.before $i.after
	done
}

scenario vf_that_is_taken_is_let_go "A VF that goes into netmap mode is no VF until it comes out of it"
vf_that_is_taken_is_let_go_body()
{
	build
	pair
	take $V
	wait_until 5 path_is synthetic
	atf_check -o inline:"\n" sysctl -n hw.vfpair.vflist
	atf_check -o match:"already receives" knob history
	atf_check -o ignore ping -c 2 -t 5 $THERE
	release
	wait_until 10 path_is vf
	atf_check -o ignore ping -c 2 -t 5 $THERE
}

scenario former_vf_in_netmap_keeps_the_module "What netmap on a former VF will put back is there until then"
former_vf_in_netmap_keeps_the_module_body()
{
	build
	snapshot $V > before
	pair
	take $V
	atf_check -o match:"^ok " vfpair "unpair $S"
	atf_check -s not-exit:0 -e match:"busy" kldunload if_vfpair
	release
	ifconfig $V up
	ping -q -c 1 -t 1 $THERE > /dev/null
	ifconfig $V down
	atf_check kldunload if_vfpair
	snapshot $V > after
	atf_check -o empty diff -u before after
	ifconfig $V up
	ifconfig $V down
}

scenario everything_at_once "netmap comes and goes on both, under traffic and cut-overs"
everything_at_once_body()
{
	build
	for i in $S $V; do snapshot $i > $i.before; done
	pair
	until_stopped() { while [ ! -f stop ]; do eval "$1"; done > /dev/null 2>&1; }
	until_stopped "timeout 1 pkt-gen -i netmap:$S -f rx -w 0; sleep 0.2" &
	until_stopped "timeout 1 pkt-gen -i netmap:$V -f rx -w 0; sleep 2" &
	until_stopped "ifconfig $V down; sleep 0.1; ifconfig $V up; sleep 0.3" &
	until_stopped "jexec vfpair_peer ping -q -i 0.002 -c 500 -t 2 $HERE" &
	until_stopped "ping -q -i 0.002 -c 500 -t 2 $THERE" &
	until_stopped "vfpair unpair $S; sleep 0.1; vfpair pair $S $V settle_ms=20 damping=off; sleep 0.7" &
	until_stopped "kldunload if_vfpair; kldload ${MODULE:-if_vfpair}; sleep 1" &
	sleep "${SECONDS_OF_STORM:-60}"
	touch stop
	wait
	kldstat -q -m if_vfpair && vfpair "unpair $S" > /dev/null
	kldstat -q -m if_vfpair && atf_check kldunload if_vfpair
	ifconfig $V down
	for i in $S $V; do
		snapshot $i > $i.after
		atf_check -o empty diff -u $i.before $i.after
	done
	atf_check -o ignore ping -c 3 -t 10 $THERE
}

# Real interfaces: sets S and V
real()
{
	[ -n "$NETMAP_S" ] && [ -n "$NETMAP_V" ] || atf_skip "NETMAP_S and NETMAP_V name no interfaces"
	S=$NETMAP_S
	V=$NETMAP_V
	echo "$S $V" > pair
	HERE=$NETMAP_HERE
	THERE=$NETMAP_THERE
	kldstat -q -m if_vfpair || kldload "${MODULE:-if_vfpair}" || atf_skip "there is no module to load"
	ifconfig $S inet $HERE/24 up
	sysctl dev.netmap.admode="${1:-0}" > /dev/null
	wait_until 10 ping -q -c 1 -t 1 $THERE
}

scenario native_on_s_is_waited_for "While S's rings are a program's the VF is not used"
native_on_s_is_waited_for_body()
{
	real
	snapshot $V | sed 's/flags=[0-9a-f]*<//;s/OACTIVE,//' > before
	pair
	atf_check -o ignore ping -c 3 -t 5 $THERE
	take $S
	ifconfig $S | grep -q NETMAP || atf_skip "$S does not know netmap"
	wait_until 5 path_is synthetic
	atf_check -o match:"netmap" knob reason
	atf_check -o match:"^refused: .*others hooked" vfpair "unpair $S"
	atf_check -s not-exit:0 -e match:"busy" kldunload if_vfpair
	release
	wait_until 10 path_is vf
	atf_check -o ignore ping -c 3 -t 5 $THERE
	take $S
	wait_until 5 path_is synthetic
	release
	atf_check -o match:"^ok " vfpair "unpair $S"
	snapshot $V | sed 's/flags=[0-9a-f]*<//;s/OACTIVE,//' > after # iflib's, when it stops
	atf_check -o empty diff -u before after
	wait_until 10 ping -q -c 1 -t 1 $THERE
}

scenario native_on_s_first "A rule for an S whose rings are a program's waits"
native_on_s_first_body()
{
	real
	take $S
	ifconfig $S | grep -q NETMAP || atf_skip "$S does not know netmap"
	atf_check -o match:"^ok " vfpair "pair $S $V settle_ms=20 damping=off"
	sleep 2
	path_is synthetic || atf_fail "the path is $(knob path)"
	atf_check -o match:"netmap" knob reason
	release
	wait_until 10 path_is vf
	atf_check -o ignore ping -c 3 -t 5 $THERE
	take $S
	atf_check -o match:"^refused: .*others hooked" vfpair "unpair $S"
	release
	atf_check -o match:"^ok " vfpair "unpair $S"
}

scenario native_on_v_lets_it_go "A VF whose rings become a program's is no VF until they are its own"
native_on_v_lets_it_go_body()
{
	real
	pair
	take $V
	ifconfig $V | grep -q NETMAP || atf_skip "$V does not know netmap"
	wait_until 5 path_is synthetic
	atf_check -o inline:"\n" sysctl -n hw.vfpair.vflist
	wait_until 10 ping -q -c 1 -t 1 $THERE
	atf_check -o match:"<UP" ifconfig $V # or its program would hang
	release
	wait_until 10 path_is vf
	atf_check -o ignore ping -c 3 -t 5 $THERE
	vfpair "unpair $S" > /dev/null
	atf_check -o not-match:"<UP" ifconfig $V
}

scenario emulated_on_real_ones "Emulation on S works over a real VF, whose driver receives in batches"
emulated_on_real_ones_body()
{
	real 2
	pair
	ping -q -c 1 -t 5 $THERE > /dev/null
	_tx=$(knob vf_tx_packets)
	take $S
	path_is vf || atf_fail "the path is $(knob path): $(knob reason)"
	release
	send $S 500
	grew vf_tx_packets $_tx 500
	take $V
	wait_until 5 path_is synthetic
	wait_until 10 ping -q -c 1 -t 1 $THERE
	release
	wait_until 10 path_is vf
	atf_check -o ignore ping -c 3 -t 5 $THERE
}

atf_init_test_cases()
{
	for _each in $scenarios; do
		atf_add_test_case $_each
	done
}
