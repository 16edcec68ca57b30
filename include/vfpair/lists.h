/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The one list of everything vfpair has a name for: states, events, settings, reasons, counters.
 *
 * Pure preprocessor, so that C adapters and C++ code generate enums, tables and texts from the same
 * lines. Every X(...) is X(EnumeratorSuffix, "text") where the text is what people and tools see.
 */
#ifndef VFPAIR_LISTS_H_
#define VFPAIR_LISTS_H_

/* States of a pair, in the order of its life. The text is the name shown by tools. */
#define VFPAIR_STATES(X)    \
  X(Idle, "idle")           \
  X(Awaiting, "awaiting")   \
  X(Missing, "missing")     \
  X(Settling, "settling")   \
  X(Ready, "ready")         \
  X(Starting, "starting")   \
  X(Holding, "holding")     \
  X(Switching, "switching") \
  X(Active, "active")       \
  X(Returning, "returning") \
  X(Degraded, "degraded")   \
  X(Leaving, "leaving")     \
  X(Closed, "closed")

/* Events of a pair. When several are due at once they are handled in this order. */
#define VFPAIR_EVENTS(X)                 \
  X(SyntheticGone, "synthetic-gone")     \
  X(VfDeparted, "vf-departed")           \
  X(Unpair, "unpair")                    \
  X(VfUnfit, "vf-unfit")                 \
  X(VfClosing, "vf-closing")             \
  X(HostRevoked, "host-revoked")         \
  X(HostAnswered, "host-answered")       \
  X(StepFailed, "step-failed")           \
  X(StepsDone, "steps-done")             \
  X(SyntheticDown, "synthetic-down")     \
  X(VfLinkDown, "vf-link-down")          \
  X(SyntheticUp, "synthetic-up")         \
  X(VfLinkUp, "vf-link-up")              \
  X(HostPromised, "host-promised")       \
  X(SettingsChanged, "settings-changed") \
  X(VfRenamed, "vf-renamed")             \
  X(Settled, "settled")                  \
  X(Retry, "retry")                      \
  X(VfArrived, "vf-arrived")

/*
 * What vfpair sets on the two legs, in the order in which it is set; it is undone in the opposite
 * order. The text is used in traces and in "step-failed" messages.
 */
#define VFPAIR_SETTINGS(X)                                           \
  X(Overlay, "hook the synthetic's transmit")                        \
  X(Mark, "mark the VF as a member")                                 \
  X(Capture, "deliver the VF's input as the synthetic's")            \
  X(Link, "link the VF below the synthetic")                         \
  X(SyntheticCapabilities, "negotiate the synthetic's capabilities") \
  X(SyntheticGrant, "show the VF's capabilities as the synthetic's") \
  X(SyntheticTso, "negotiate the synthetic's TSO limits")            \
  X(SyntheticMtu, "lower the synthetic's MTU to the VF's")           \
  X(VfCapabilities, "set the VF's capabilities")                     \
  X(VfGrant, "turn the synthetic's capabilities on on the VF")       \
  X(VfMtu, "set the VF's MTU")                                       \
  X(VfMac, "set the VF's MAC address")                               \
  X(VfFilters, "set the VF's receive filters")                       \
  X(VfUp, "bring the VF up")                                         \
  X(Rss, "hash the synthetic's input as the VF does")                \
  X(Host, "ask the host to steer to the VF")                         \
  X(ReceiveAs, "deliver the synthetic's input as the VF's")          \
  X(Redirect, "redirect transmit to the VF")                         \
  X(Carrier, "show the VF's link as the synthetic's")

/* Why something was refused, failed or degraded. One sentence each, for a person to read. */
#define VFPAIR_REASONS(X)                                                                          \
  X(None, "no problem")                                                                            \
  X(NoSuchInterface, "there is no interface of that name here")                                    \
  X(SameInterface, "the synthetic interface and the VF must be two different interfaces")          \
  X(NotEthernet, "only Ethernet interfaces can be paired")                                         \
  X(Loopback, "a loopback interface cannot be paired")                                             \
  X(SyntheticIsMember,                                                                             \
    "the synthetic interface is a member of a bridge, bond or team; pair the interface above it "  \
    "or take it out first")                                                                        \
  X(SyntheticIsStacked,                                                                            \
    "the synthetic interface is itself a bridge, bond, team, VLAN or tunnel; name the device "     \
    "under it")                                                                                    \
  X(SyntheticDenied,                                                                               \
    "the synthetic interface's driver compares its own operations table, so its transmit cannot "  \
    "be hooked safely")                                                                            \
  X(SyntheticTaken, "the synthetic interface already belongs to a pair")                           \
  X(VfIsMember, "the VF is a member of a bridge, bond or team; take it out first")                 \
  X(VfIsStacked, "the VF must be a device of its own, not a bridge, bond, team, VLAN or tunnel")   \
  X(VfHasUppers,                                                                                   \
    "the VF has other interfaces on top of it (VLAN, macvlan or the like); remove them first")     \
  X(VfHasAddresses,                                                                                \
    "the VF has IP addresses of its own; move them to the synthetic interface first")              \
  X(VfInputTaken, "another user already receives the VF's packets")                                \
  X(VfHasXdp, "an XDP program is attached to the VF; detach it first")                             \
  X(VfCannotXdp,                                                                                   \
    "an XDP program is attached to the synthetic interface, and the VF does not run it")           \
  X(SyntheticBypassed,                                                                             \
    "netmap or the like uses the synthetic interface's rings itself, and would not see what the "  \
    "VF carries")                                                                                  \
  X(VfHasStartRoutine,                                                                             \
    "the VF's driver transmits through a start routine, whose flow control cannot be passed on")   \
  X(VfTaken, "the VF already belongs to another pair")                                             \
  X(MacMismatch, "the two interfaces do not have the same MAC address")                            \
  X(SerialMismatch,                                                                                \
    "the host numbers the two interfaces differently, so they do not belong together")             \
  X(MacUnusable,                                                                                   \
    "the synthetic interface's MAC address is zero or multicast, so no VF can be matched by it")   \
  X(NotPhysical,                                                                                   \
    "an interface without a bus device of its own is never paired by MAC; name it in an explicit " \
    "rule")                                                                                        \
  X(OtherNamespace, "the two interfaces are in different network namespaces")                      \
  X(SameParent, "the two interfaces belong to the same bus device")                                \
  X(Ambiguous,                                                                                     \
    "more than one interface has the synthetic's MAC address; name the VF in an explicit rule")    \
  X(TooManyCandidates, "the list of waiting VFs is full")                                          \
  X(MtuOutOfRange, "the MTU is outside the range that both interfaces accept")                     \
  X(MtuRefused, "the VF's driver refused the MTU")                                                 \
  X(SyntheticMtuRefused, "the synthetic interface's driver refused the MTU")                       \
  X(CapabilitiesRefused, "the driver refused the negotiated capabilities")                         \
  X(FiltersRefused, "the VF's driver refused the receive filters")                                 \
  X(OpenRefused, "the VF's driver failed to bring the VF up")                                      \
  X(HookRefused, "the hook could not be installed")                                                \
  X(LinkRefused, "the VF could not be linked below the synthetic interface")                       \
  X(HostRefused, "the host refused to switch the data path")                                       \
  X(HostTimeout, "the host did not answer in time")                                                \
  X(HostRevoked, "the host took the VF's data path back")                                          \
  X(VfClosed, "the VF was brought down or is being removed, not by vfpair")                        \
  X(NoLink, "the VF has no link")                                                                  \
  X(NoSyntheticLink,                                                                               \
    "the synthetic interface has no link, and the policy does not use the VF then")                \
  X(NotPromised, "the host does not allow the VF to be used")                                      \
  X(TimeOutOfRange, "a time limit of the profile is zero or longer than makes sense")              \
  X(VfMissing, "the host promised a VF, but no device appeared; is its driver installed?")         \
  X(HeldOff,                                                                                       \
    "the VF came and went too often, or its link came up just now; it is used after a hold-off")   \
  X(MacChanged, "the MAC addresses of the two interfaces became different")                        \
  X(MovedAway, "one of the two interfaces moved to another network namespace")                     \
  X(MacRefused, "the VF's driver refused the MAC address")                                         \
  X(SyntheticMacRefused, "the synthetic interface's driver refused the MAC address")               \
  X(SyntheticCapabilitiesRefused, "the synthetic interface's driver refused the capabilities")     \
  X(CarrierRefused, "the synthetic interface's link state could not be set")                       \
  X(NotSupported, "this platform cannot do that")                                                  \
  X(VfGone, "the VF went away")                                                                    \
  X(SyntheticGone, "the synthetic interface went away")                                            \
  X(NoMemory, "out of memory")                                                                     \
  X(NotPaired, "there is no such pair")

/*
 * Counters of a pair; the text is the name in ethtool -S, sysctl, JSON and Prometheus. The first
 * five carry the names that hv_netvsc's users know.
 */
#define VFPAIR_COUNTERS(X)                      \
  X(RxVfPackets, "vf_rx_packets")               \
  X(RxVfBytes, "vf_rx_bytes")                   \
  X(TxVfPackets, "vf_tx_packets")               \
  X(TxVfBytes, "vf_tx_bytes")                   \
  X(TxVfDropped, "vf_tx_dropped")               \
  X(TxSyntheticPackets, "synthetic_tx_packets") \
  X(TxVfNotReady, "tx_vf_not_ready")            \
  X(TxHeld, "tx_held")                          \
  X(RxVfDropped, "vf_rx_dropped")

/*
 * What an adapter tells tracing tools (SDT probes, tracepoints): THREE(name, what its three texts
 * are) and FIVE(name, ...). Names are those of interfaces; the other texts are those of the lists
 * above.
 */
#define VFPAIR_TRACE_POINTS(THREE, FIVE)                       \
  FIVE(transition, synthetic, from, to, event, reason)         \
  THREE(path, synthetic, vf, path)       /* published */       \
  THREE(refused, synthetic, vf, reason)  /* a V is not used */ \
  THREE(fallback, synthetic, vf, path)   /* a packet found V not ready */

#endif /* VFPAIR_LISTS_H_ */
