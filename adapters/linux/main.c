// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Load, unload, and what the kernel says of interfaces.
 *
 * The notifier never calls V's driver: it is called from inside drivers. It offers arrivals, lets
 * the core take its hands off what leaves, and for everything else has the actor look again later.
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/pci.h>

#include "vfpair_linux.h"

/* Refusals that only say "not that one": of no interest to anybody. */
static bool vfpair_is_stranger(enum vfpair_reason reason)
{
	return reason == VFPAIR_REASON_MacMismatch || reason == VFPAIR_REASON_OtherNamespace ||
	       reason == VFPAIR_REASON_NotPhysical || reason == VFPAIR_REASON_NotEthernet ||
	       reason == VFPAIR_REASON_Loopback || reason == VFPAIR_REASON_VfIsStacked;
}

enum vfpair_reason vfpair_offer(struct vfpair_pair_linux *p, struct net_device *vf)
{
	enum vfpair_reason reason;
	struct vfpair_facts facts;

	if (vfpair_pair_of(vf))
		return VFPAIR_REASON_SyntheticTaken;
	if (vfpair_pair_holding(vf))
		return vf == p->vf ? VFPAIR_REASON_None : VFPAIR_REASON_VfTaken;
	if (vfpair_os_facts(vfpair_if_of(vf), &facts) != VFPAIR_OS_OK)
		return VFPAIR_REASON_VfGone;
	reason = vfpair_pair_arrived(p->core, &facts);
	if (reason == VFPAIR_REASON_None) {
		p->refused = VFPAIR_REASON_None;
		vfpair_os_schedule(p);
	} else if (!vfpair_is_stranger(reason) &&
		   (p->refused != reason || strcmp(p->refused_name, vf->name))) {
		p->refused = reason;
		strscpy(p->refused_name, vf->name, sizeof(p->refused_name));
		netdev_info(p->syn, "vfpair: %s is not used: %s\n", vf->name,
			    vfpair_reason_sentence(reason));
	}
	return reason;
}

static void vfpair_synthetic_event(struct vfpair_pair_linux *p, unsigned long event)
{
	switch (event) {
	case NETDEV_UNREGISTER: /* a move to another namespace, too */
		vfpair_pair_destroy(p, true);
		break;
	case NETDEV_FEAT_CHANGE:
		vfpair_open_direct(p); /* not only when the actor runs */
		fallthrough;
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
	case NETDEV_CHANGEADDR:
		vfpair_poke(p, VFPAIR_SIGNAL_SYNTHETIC);
		break;
	case NETDEV_CHANGEUPPER: /* a VLAN, perhaps, on an S that has no VLAN filter to tell */
		vfpair_poke(p, VFPAIR_SIGNAL_FILTERS);
		break;
	}
}

static void vfpair_held_event(struct vfpair_pair_linux *p, struct net_device *vf,
			      unsigned long event)
{
	clear_bit(VFPAIR_KICKED, &p->flags); /* news of V: a packet that finds it not ready may say so */
	switch (event) {
	case NETDEV_GOING_DOWN:
		vfpair_pair_vf_closing(p->core, vfpair_if_of(vf));
		break;
	case NETDEV_FEAT_CHANGE:
		vfpair_open_direct(p); /* not only when the actor runs */
		fallthrough;
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
	case NETDEV_CHANGEMTU:
	case NETDEV_CHANGEADDR:
		vfpair_poke(p, VFPAIR_SIGNAL_VF);
		break;
	case NETDEV_CHANGENAME:
		vfpair_pair_renamed(p->core, vfpair_if_of(vf));
		break;
	}
}

/* Not held by anybody. What it is may have changed so that a pair wants it now. */
static void vfpair_other_event(struct net_device *dev, unsigned long event)
{
	struct vfpair_pair_linux *p;

	switch (event) {
	case NETDEV_REGISTER:
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGENAME:
	case NETDEV_CHANGEADDR:
	case NETDEV_CHANGEUPPER:
		list_for_each_entry (p, &vfpair_pairs, list)
			if (net_eq(dev_net(p->syn), dev_net(dev)))
				vfpair_offer(p, dev);
		break;
	}
}

static void vfpair_departed(struct net_device *vf)
{
	struct vfpair_pair_linux *p;

	list_for_each_entry (p, &vfpair_pairs, list) {
		vfpair_pair_departed(p->core, vfpair_if_of(vf));
		WARN_ON_ONCE(p->vf == vf);
	}
}

/* Both have one address, or the switch and V's filter would not know whose frames those are. */
static bool vfpair_must_keep_address(const struct net_device *dev)
{
	const struct vfpair_pair_linux *p = vfpair_pair_of(dev);

	if (!p)
		p = vfpair_pair_holding(dev);
	if (!p || !p->vf)
		return false;
	netdev_err(dev, "vfpair: the MAC address cannot be changed while %s and %s are paired; unpair %s first\n",
		   p->syn->name, p->vf->name, p->syn->name);
	return true;
}

static int vfpair_netdev_event(struct notifier_block *block, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct vfpair_pair_linux *p = vfpair_pair_of(dev);

	if (event == NETDEV_PRE_CHANGEADDR && vfpair_must_keep_address(dev))
		return notifier_from_errno(-EBUSY);
	if (p)
		vfpair_synthetic_event(p, event);
	else if ((p = vfpair_pair_holding(dev)))
		vfpair_held_event(p, dev, event);
	else
		vfpair_other_event(dev, event);
	if (event == NETDEV_UNREGISTER) {
		vfpair_departed(dev); /* an S, too: it may be on another pair's list of candidates */
		vfpair_overlay_forget(dev);
	}
	return NOTIFY_DONE;
}

static struct notifier_block vfpair_notifier = {
	.notifier_call = vfpair_netdev_event,
};

/*
 * The earliest word of an orderly removal: before V's driver is told. Some drivers (e1000e) drop
 * what they are given, and go deaf, well before they tell the stack that V is going down.
 */
static int vfpair_bus_event(struct notifier_block *block, unsigned long event, void *data)
{
	struct vfpair_pair_linux *p;

	if (event != BUS_NOTIFY_UNBIND_DRIVER)
		return NOTIFY_DONE;
	rtnl_lock();
	list_for_each_entry (p, &vfpair_pairs, list)
		if (p->vf && p->vf->dev.parent == data)
			vfpair_pair_vf_closing(p->core, vfpair_if_of(p->vf));
	rtnl_unlock();
	return NOTIFY_DONE;
}

static struct notifier_block vfpair_bus_notifier = {
	.notifier_call = vfpair_bus_event,
};

static int __init vfpair_init(void)
{
	int error;

	error = vfpair_pairs_init();
	if (error)
		return error;
	error = register_netdevice_notifier(&vfpair_notifier);
	if (error)
		goto no_notifier;
	error = bus_register_notifier(&pci_bus_type, &vfpair_bus_notifier);
	if (error)
		goto no_bus;
	error = vfpair_control_init();
	if (error)
		goto no_control;
	return 0;

no_control:
	bus_unregister_notifier(&pci_bus_type, &vfpair_bus_notifier);
no_bus:
	unregister_netdevice_notifier(&vfpair_notifier);
no_notifier:
	vfpair_pairs_exit();
	return error;
}

static void __exit vfpair_exit(void)
{
	vfpair_control_exit(); /* no new pairs */
	bus_unregister_notifier(&pci_bus_type, &vfpair_bus_notifier);
	vfpair_pairs_exit();   /* no pairs: the notifier has nobody to tell */
	unregister_netdevice_notifier(&vfpair_notifier);
}

module_init(vfpair_init);
module_exit(vfpair_exit);

MODULE_LICENSE("Dual BSD/GPL");
MODULE_DESCRIPTION("A paravirtual NIC and an SR-IOV virtual function as one interface");
