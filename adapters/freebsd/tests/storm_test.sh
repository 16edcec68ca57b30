# SPDX-License-Identifier: BSD-2-Clause
#
# Everything at once, for a minute: what counts is that the kernel is still there, and
# that the interfaces are theirs again.

atf_test_case everything_at_once cleanup
everything_at_once_head()
{
	atf_set descr "Traffic, and everybody changes everything for SECONDS (60)"
	atf_set require.user root
	atf_set timeout 300
}

# until_stopped <command>: again and again, whatever comes of it
until_stopped()
{
	while [ ! -f stop ]; do
		eval "$1" > /dev/null 2>&1
	done
}

everything_at_once_body()
{
	build
	snapshot $S > before
	pair
	until_stopped "ping -q -i 0.002 -c 500 -t 2 $THERE" &
	until_stopped "jexec vfpair_peer ping -q -i 0.002 -c 500 -t 2 $HERE" &
	until_stopped "ifconfig $V down; sleep 0.1; ifconfig $V up; sleep 0.2" &
	until_stopped "ifconfig $S mtu 1400; sleep 0.3; ifconfig $S mtu 1500; sleep 0.3" &
	until_stopped "ifconfig $S promisc; sleep 0.1; ifconfig $S -promisc; sleep 0.1" &
	until_stopped "sleep 0.7; ifconfig $S down; sleep 0.1; ifconfig $S up" &
	until_stopped "ifconfig $V name vfstorm; sleep 0.3; ifconfig vfstorm name $V; sleep 0.3" &
	until_stopped "sysctl hw.vfpair" &
	until_stopped "vfpair unpair $S; sleep 0.1; vfpair pair $S $V settle_ms=20 damping=off; sleep 0.5" &
	sleep "${SECONDS_OF_STORM:-60}"
	touch stop
	wait
	ifconfig vfstorm name $V > /dev/null 2>&1
	ifconfig $S mtu 1500 -promisc up
	vfpair "unpair $S" > /dev/null
	snapshot $S > after
	atf_check -o empty diff -u before after
	atf_check -o ignore ping -c 3 -t 10 $THERE
}
everything_at_once_cleanup() { destroy; }

atf_init_test_cases()
{
	atf_add_test_case everything_at_once
}
