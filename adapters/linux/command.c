// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * One line of /dev/vfpair, carried out. The reply begins with "ok", or with "refused:" and the
 * reason in one sentence. Everything is checked before anything is touched.
 *
 *	pair <S> <V> [settle_ms=<n>]	exactly that V
 *	pair <S> mac [settle_ms=<n>]	any V with S's MAC address
 *	unpair <S>
 *	status
 *	history <S>
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/nsproxy.h>
#include <linux/string.h>
#include <net/net_namespace.h>

#include "vfpair_linux.h"

#define VFPAIR_MAX_WORDS 4

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
				 : vfpair_check_vf(s, &v, 1);
		if (reason == VFPAIR_REASON_MacMismatch) { /* only borrowed the address */
			*vf = NULL;
			reason = VFPAIR_REASON_None;
		}
	}
	return reason;
}

static enum vfpair_reason vfpair_find_by_name(const struct vfpair_facts *s, struct net_device *syn,
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
	return vfpair_check_vf(s, &v, 0);
}

/* settle_ms=<n> or nothing; false when it is something else */
static bool vfpair_parse_settle(const char *word, unsigned int *settle_ms)
{
	static const char key[] = "settle_ms=";

	*settle_ms = 0;
	if (!word)
		return true;
	return !strncmp(word, key, sizeof(key) - 1) &&
	       !kstrtouint(word + sizeof(key) - 1, 10, settle_ms);
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

static void vfpair_command_pair(struct vfpair_reply *reply, struct net *net, char **words)
{
	const char *syn_name = words[1], *vf_name = words[2];
	struct vfpair_settings settings = {.by_mac = !strcmp(vf_name, "mac")};
	struct net_device *syn, *vf = NULL;
	struct vfpair_pair_linux *p;
	enum vfpair_reason reason;
	struct vfpair_facts s;

	if (!vfpair_parse_settle(words[3], &settings.settle_ms))
		return vfpair_refuse(reply, VFPAIR_REASON_BadCommand, "%s", words[3]);
	reason = vfpair_find_synthetic(net, syn_name, &syn, &s);
	if (reason != VFPAIR_REASON_None)
		return vfpair_refuse(reply, reason, "%s", syn_name);

	reason = settings.by_mac ? vfpair_find_by_mac(&s, syn, &vf)
				 : vfpair_find_by_name(&s, syn, vf_name, &vf);
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

static void vfpair_command_unpair(struct vfpair_reply *reply, struct net *net, char **words)
{
	struct vfpair_pair_linux *p = vfpair_find_pair(net, words[1]);

	if (!p)
		return vfpair_refuse(reply, VFPAIR_REASON_NotPaired, "%s", words[1]);
	vfpair_say(reply, "ok %s is paired no more\n", words[1]);
	vfpair_pair_destroy(p, false);
	vfpair_log(reply);
}

static void vfpair_command_status(struct vfpair_reply *reply, struct net *net, char **words)
{
	vfpair_say(reply, "ok\n");
	vfpair_report_status(reply, net);
}

static void vfpair_command_history(struct vfpair_reply *reply, struct net *net, char **words)
{
	const struct vfpair_pair_linux *p = vfpair_find_pair(net, words[1]);

	if (!p)
		return vfpair_refuse(reply, VFPAIR_REASON_NotPaired, "%s", words[1]);
	vfpair_say(reply, "ok\n");
	vfpair_report_history(reply, p);
}

static const struct vfpair_verb {
	const char *name;
	unsigned int min_words, max_words;
	bool changes;
	void (*run)(struct vfpair_reply *reply, struct net *net, char **words);
} vfpair_verbs[] = {
	{"pair", 3, 4, true, vfpair_command_pair},
	{"unpair", 2, 2, true, vfpair_command_unpair},
	{"status", 1, 1, false, vfpair_command_status},
	{"history", 2, 2, false, vfpair_command_history},
};

static const struct vfpair_verb *vfpair_find_verb(const char *name, unsigned int words)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vfpair_verbs); i++)
		if (!strcmp(vfpair_verbs[i].name, name) && words >= vfpair_verbs[i].min_words &&
		    words <= vfpair_verbs[i].max_words)
			return &vfpair_verbs[i];
	return NULL;
}

static bool vfpair_may_change(const struct file *file, const struct net *net)
{
	/* who opened it, and who writes now: neither may lend the other its rights */
	return file_ns_capable(file, net->user_ns, CAP_NET_ADMIN) &&
	       ns_capable(net->user_ns, CAP_NET_ADMIN);
}

int vfpair_command(struct vfpair_reply *reply, const struct file *file, char *line)
{
	struct net *net = current->nsproxy->net_ns;
	/* one more than any command has, so that an excess is seen; and the NULL after the last */
	char *words[VFPAIR_MAX_WORDS + 2] = {}, *word;
	const struct vfpair_verb *verb;
	unsigned int count = 0;

	while (count <= VFPAIR_MAX_WORDS && (word = strsep(&line, " \t\r\n")))
		if (*word)
			words[count++] = word;
	if (!count)
		words[0] = "(nothing)";
	verb = vfpair_find_verb(words[0], count);
	if (!verb) {
		vfpair_refuse(reply, VFPAIR_REASON_BadCommand, "%s", words[0]);
		return 0;
	}
	if (verb->changes && !vfpair_may_change(file, net))
		return -EPERM;
	rtnl_lock();
	verb->run(reply, net, words);
	rtnl_unlock();
	return 0;
}
