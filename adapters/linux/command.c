// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * One line of /dev/vfpair, carried out. The reply begins with "ok", or with "refused:" and the
 * reason in one sentence. Everything is checked before anything is touched. What a line may say is
 * in vfpair/command_list.h, and the core understands it.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/nsproxy.h>
#include <linux/string.h>
#include <net/net_namespace.h>

#include "vfpair_linux.h"

static void vfpair_log(const struct vfpair_reply *reply)
{
	if (!reply->error)
		pr_info("vfpair: %s", reply->text);
}

__printf(3, 4) static void vfpair_refuse(struct vfpair_reply *reply, enum vfpair_reason reason,
					 const char *format, ...)
{
	struct va_format why = {.fmt = format};
	va_list args;

	va_start(args, format);
	why.va = &args;
	vfpair_say(reply, "refused: %pV: %s\n", &why, vfpair_reason_sentence(reason));
	va_end(args);
	vfpair_log(reply);
}

/*
 * The physical interface that a rule by MAC would take now: *vf, or NULL when there is none yet.
 * Two of them are one too many, whatever else is the matter with them.
 */
static enum vfpair_reason vfpair_find_by_mac(const struct vfpair_facts *s, struct net_device *syn,
					     const struct vfpair_settings *settings,
					     struct net_device **vf)
{
	enum vfpair_reason reason = VFPAIR_REASON_None;
	struct vfpair_facts v;
	struct net_device *dev;

	*vf = NULL;
	if (!is_valid_ether_addr(s->mac))
		return VFPAIR_REASON_MacUnusable;
	for_each_netdev (dev_net(syn), dev) {
		if (dev == syn || !ether_addr_equal(dev->dev_addr, s->mac))
			continue;
		if (vfpair_os_facts(vfpair_if_of(dev), &v) || !(v.kind & VFPAIR_KIND_PHYSICAL))
			continue;
		if (*vf)
			return VFPAIR_REASON_Ambiguous;
		*vf = dev;
		reason = vfpair_pair_holding(dev) || vfpair_pair_of(dev)
				 ? VFPAIR_REASON_VfTaken
				 : vfpair_check_vf(s, &v, settings);
		if (reason == VFPAIR_REASON_MacMismatch) { /* only borrowed the address */
			*vf = NULL;
			reason = VFPAIR_REASON_None;
		}
	}
	return reason;
}

static enum vfpair_reason vfpair_find_by_name(const struct vfpair_facts *s, struct net_device *syn,
					      const struct vfpair_settings *settings,
					      const char *name, struct net_device **vf)
{
	struct vfpair_facts v;

	*vf = __dev_get_by_name(dev_net(syn), name);
	if (!*vf)
		return VFPAIR_REASON_NoSuchInterface;
	if (*vf == syn)
		return VFPAIR_REASON_SameInterface;
	if (vfpair_pair_holding(*vf) || vfpair_pair_of(*vf))
		return VFPAIR_REASON_VfTaken;
	if (vfpair_os_facts(vfpair_if_of(*vf), &v))
		return VFPAIR_REASON_NoSuchInterface;
	return vfpair_check_vf(s, &v, settings);
}

static struct vfpair_pair_linux *vfpair_find_pair(const struct net *net, const char *name)
{
	struct vfpair_pair_linux *p;

	list_for_each_entry (p, &vfpair_pairs, list)
		if (net_eq(dev_net(p->syn), net) && !strcmp(p->syn->name, name))
			return p;
	return NULL;
}

/* S as it is now, or why it cannot be one. */
static enum vfpair_reason vfpair_find_synthetic(struct net *net, const char *name,
						struct net_device **syn, struct vfpair_facts *s)
{
	*syn = __dev_get_by_name(net, name);
	if (!*syn || vfpair_os_facts(vfpair_if_of(*syn), s))
		return VFPAIR_REASON_NoSuchInterface;
	if (vfpair_pair_of(*syn))
		return VFPAIR_REASON_SyntheticTaken;
	if (vfpair_pair_holding(*syn))
		return VFPAIR_REASON_VfTaken;
	return vfpair_check_synthetic(s);
}

static void vfpair_command_pair(struct vfpair_reply *reply, struct net *net,
				const struct vfpair_command *command)
{
	struct vfpair_settings settings = command->settings;
	const char *syn_name = command->synthetic;
	const char *vf_name = settings.by_mac ? "mac" : command->vf;
	struct net_device *syn, *vf = NULL;
	struct vfpair_pair_linux *p;
	enum vfpair_reason reason;
	struct vfpair_facts s;

	reason = vfpair_find_synthetic(net, syn_name, &syn, &s);
	if (reason != VFPAIR_REASON_None)
		return vfpair_refuse(reply, reason, "%s", syn_name);

	reason = settings.by_mac ? vfpair_find_by_mac(&s, syn, &settings, &vf)
				 : vfpair_find_by_name(&s, syn, &settings, vf_name, &vf);
	if (vf)
		vf_name = vf->name;
	if (reason == VFPAIR_REASON_NoSuchInterface)
		return vfpair_refuse(reply, reason, "%s", vf_name);
	if (reason != VFPAIR_REASON_None)
		return vfpair_refuse(reply, reason, "%s and %s", syn_name, vf_name);

	if (!settings.by_mac)
		settings.named_vf = vfpair_if_of(vf);
	p = vfpair_pair_create(syn, &settings, &reason);
	if (!p)
		return vfpair_refuse(reply, reason, "%s", syn_name);
	if (vf)
		reason = vfpair_offer(p, vf);
	if (reason != VFPAIR_REASON_None) {
		vfpair_pair_destroy(p, false);
		return vfpair_refuse(reply, reason, "%s and %s", syn_name, vf_name);
	}
	if (settings.by_mac)
		vfpair_say(reply, "ok %s is paired with any VF that has its MAC address %pM\n",
			   syn->name, syn->dev_addr);
	else
		vfpair_say(reply, "ok %s is paired with %s\n", syn->name, vf_name);
	vfpair_log(reply);
}

static void vfpair_command_unpair(struct vfpair_reply *reply, struct net *net,
				  const struct vfpair_command *command)
{
	struct vfpair_pair_linux *p = vfpair_find_pair(net, command->synthetic);

	if (!p)
		return vfpair_refuse(reply, VFPAIR_REASON_NotPaired, "%s", command->synthetic);
	vfpair_say(reply, "ok %s is paired no more\n", command->synthetic);
	vfpair_pair_destroy(p, false);
	vfpair_log(reply);
}

static void vfpair_command_status(struct vfpair_reply *reply, struct net *net,
				  const struct vfpair_command *command)
{
	vfpair_say(reply, "ok\n");
	vfpair_report_status(reply, net);
}

static void vfpair_command_history(struct vfpair_reply *reply, struct net *net,
				   const struct vfpair_command *command)
{
	const struct vfpair_pair_linux *p = vfpair_find_pair(net, command->synthetic);

	if (!p)
		return vfpair_refuse(reply, VFPAIR_REASON_NotPaired, "%s", command->synthetic);
	vfpair_say(reply, "ok\n");
	vfpair_report_history(reply, p);
}

static const struct {
	bool changes;
	void (*run)(struct vfpair_reply *reply, struct net *net,
		    const struct vfpair_command *command);
} vfpair_verbs[VFPAIR_VERB_COUNT] = {
	[VFPAIR_VERB_Pair] = {true, vfpair_command_pair},
	[VFPAIR_VERB_Unpair] = {true, vfpair_command_unpair},
	[VFPAIR_VERB_Status] = {false, vfpair_command_status},
	[VFPAIR_VERB_History] = {false, vfpair_command_history},
};

static bool vfpair_may_change(const struct file *file, const struct net *net)
{
	/* who opened it, and who writes now: neither may lend the other its rights */
	return file_ns_capable(file, net->user_ns, CAP_NET_ADMIN) &&
	       ns_capable(net->user_ns, CAP_NET_ADMIN);
}

static void vfpair_complain(struct vfpair_reply *reply, const struct vfpair_complaint *why)
{
	vfpair_say(reply, "refused: ");
	if (why->word_length)
		vfpair_say(reply, "%*pE: ", (int)why->word_length, why->word);
	vfpair_say(reply, "%s; expected %s\n", why->problem, why->expected);
	vfpair_log(reply);
}

int vfpair_command(struct vfpair_reply *reply, const struct file *file, const char *line,
		   size_t length)
{
	struct net *net = current->nsproxy->net_ns;
	struct vfpair_command command;
	struct vfpair_complaint why;

	if (vfpair_parse_command(line, length, &command, &why)) {
		vfpair_complain(reply, &why);
		return 0;
	}
	if (vfpair_verbs[command.verb].changes && !vfpair_may_change(file, net))
		return -EPERM;
	rtnl_lock();
	vfpair_verbs[command.verb].run(reply, net, &command);
	rtnl_unlock();
	return 0;
}
