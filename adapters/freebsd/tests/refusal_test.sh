# SPDX-License-Identifier: BSD-2-Clause
#
# What is refused: with the reason, and nothing changed.

atf_test_case bad_rules_are_refused cleanup
bad_rules_are_refused_head()
{
	atf_set descr "A rule that cannot work is refused with its reason, and nothing is changed"
	atf_set require.user root
}
bad_rules_are_refused_body()
{
	build
	for i in $S $V; do snapshot $i > $i.before; done
	answers "^refused: .*expected" "please"
	answers "^refused: nosuch0: there is no interface" "pair nosuch0 $V"
	answers "^refused: nosuch0: there is no interface" "pair $S nosuch0"
	answers "^refused: .*two different interfaces" "pair $S $S"
	answers "^refused: lo0" "pair lo0 $V"
	answers "^refused: .*settle_ms" "pair $S $V settle_ms=0"
	answers "^refused: .*no such pair" "unpair $S"

	ifconfig $V inet 10.66.79.1/24
	answers "^refused: .*IP addresses" "pair $S $V"
	ifconfig $V inet 10.66.79.1/24 -alias
	ifconfig $V down

	ifconfig $V ether 02:00:00:76:66:71
	answers "^refused: .*same MAC" "pair $S $V"
	ifconfig $V ether $STATION

	ifconfig bridge create name vfbridge > /dev/null
	echo vfbridge >> interfaces
	ifconfig vfbridge addm $S
	answers "^refused: .*member of a bridge" "pair $S $V"
	ifconfig vfbridge deletem $S addm $V
	answers "^refused: .*member of a bridge" "pair $S $V"
	ifconfig vfbridge deletem $V
	ifconfig $V down

	for i in $S $V; do
		snapshot $i > $i.after
		atf_check -o empty diff -u $i.before $i.after
	done

	pair
	answers "^refused: .*already belongs" "pair $S $V"
	answers "^refused: .*already belongs" "pair $V $S"
}
bad_rules_are_refused_cleanup() { destroy; }

atf_test_case knobs_are_checked cleanup
knobs_are_checked_head()
{
	atf_set descr "A knob takes what makes sense, and keeps what it had otherwise"
	atf_set require.user root
}
knobs_are_checked_body()
{
	build
	for value in 0 -1 601; do
		atf_check -s not-exit:0 -o ignore -e match:"Invalid" sysctl hw.vfpair.vf_xpnt_attwait=$value
	done
	atf_check -o ignore sysctl hw.vfpair.vf_xpnt_attwait=5
	atf_check -s not-exit:0 -o ignore -e match:"Invalid" sysctl hw.vfpair.vf_transparent=2
	atf_check -s not-exit:0 -o ignore -e match:"Invalid" sysctl hw.vfpair.vf_xpnt_accbpf=-1
	atf_check -o inline:"5\n" sysctl -n hw.vfpair.vf_xpnt_attwait
}
knobs_are_checked_cleanup() { destroy; }

atf_init_test_cases()
{
	atf_add_test_case bad_rules_are_refused
	atf_add_test_case knobs_are_checked
}
