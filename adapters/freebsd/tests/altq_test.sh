# SPDX-License-Identifier: BSD-2-Clause
#
# What ALTQ does to S's packets it does to them when they leave by the VF.

RATE=400	# Kbit/s

# shape: S, by pf(4)
shape()
{
	kldload -n pf 2> /dev/null
	pfctl -s info > info 2> /dev/null || atf_skip "no pf(4)"
	grep -q 'Status: Enabled' info && atf_skip "pf is in use here"
	cat > pf.conf <<-EOF
	altq on $S $1 bandwidth ${RATE}Kb queue { std }
	queue std bandwidth 100% $1(default)
	EOF
	pfctl -nf pf.conf > nothing 2>&1 || atf_skip "this pfctl knows no ALTQ"
	pfctl -f pf.conf > loaded 2>&1
	grep -qi 'no altq' loaded && atf_skip "the kernel has no ALTQ"
	touch shaped
	atf_check -o ignore -e ignore pfctl -e
	atf_check -o match:"queue *std on $S" pfctl -s queue
}

unshape()
{
	[ -f shaped ] && pfctl -d && pfctl -F all
	rm -f shaped
} > /dev/null 2>&1

# flood <seconds>: ten times the rate; sets LEFT to the bytes that left by the VF, PAST to the
# packets that left by S
flood()
{
	_bytes=$(knob vf_tx_bytes)
	_past=$(knob synthetic_tx_packets)
	_start=$(date +%s)
	timeout "$1" ping -q -i 0.001 -s 1400 $THERE > /dev/null
	TOOK=$(($(date +%s) - _start))
	LEFT=$(($(knob vf_tx_bytes) - _bytes))
	PAST=$(($(knob synthetic_tx_packets) - _past))
}

# shaped_by <discipline>
shaped_by()
{
	build
	pair
	flood 3
	_unshaped=$((LEFT / TOOK))
	shape "$1"
	flood 8
	_most=$(((TOOK + 1) * RATE * 125)) # what the bucket and the clock allow
	echo "$1: $_unshaped bytes/s without, $((LEFT / TOOK)) with, by the VF; $PAST packets by S"
	pfctl -vs queue
	path_is vf || atf_fail "the path is $(knob path)"
	[ $_unshaped -gt $((2 * RATE * 125)) ] || atf_skip "this machine is too slow: $_unshaped bytes/s"
	[ $LEFT -le $_most ] || atf_fail "$LEFT bytes left in $TOOK s, of $_most that may"
	[ $LEFT -ge $((TOOK * RATE * 125 / 2)) ] || atf_fail "only $LEFT bytes left in $TOOK s"
	[ $PAST -le 2 ] || atf_fail "$PAST packets went past the VF"
	vfpair "unpair $S" > /dev/null
	atf_check -o ignore ping -c 2 -t 10 $THERE
	unshape
	atf_check -o ignore ping -c 2 -t 5 $THERE
}

for _discipline in cbq hfsc; do
	atf_test_case ${_discipline}_shapes_the_vf cleanup
	eval "${_discipline}_shapes_the_vf_head() {
		atf_set descr 'What S may send by $_discipline is what leaves by the VF'
		atf_set require.user root
		atf_set require.progs pfctl
	}
	${_discipline}_shapes_the_vf_body() { shaped_by $_discipline; }
	${_discipline}_shapes_the_vf_cleanup() { unshape; destroy; }"
done

atf_test_case a_cut_over_under_altq_loses_nothing cleanup
a_cut_over_under_altq_loses_nothing_head()
{
	atf_set descr "S's packets are shaped while the path changes, and none is lost"
	atf_set require.user root
	atf_set require.progs pfctl
}
a_cut_over_under_altq_loses_nothing_body()
{
	build
	RATE=10000
	shape cbq
	for _i in 1 2 3; do
		lossless 3 pair
		lossless 3 ifconfig $V down
		wait_until 20 path_is vf
		lossless 3 atf_check -o match:"^ok " vfpair "unpair $S"
	done
}
a_cut_over_under_altq_loses_nothing_cleanup() { unshape; destroy; }

atf_init_test_cases()
{
	atf_add_test_case cbq_shapes_the_vf
	atf_add_test_case hfsc_shapes_the_vf
	atf_add_test_case a_cut_over_under_altq_loses_nothing
}
