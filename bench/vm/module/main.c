// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Load, unload, and two files in debugfs. A line written to vfpair_bench is carried out, and what
 * is read from it is the answer to the last one. Whoever reads vfpair_bench_spin keeps the CPU busy
 * while a switch is measured, and does not come back before a signal.
 *
 *   add NAME s|v|failover|netvsc QUEUES dummy|nic    an interface
 *   delete NAME
 *   join NAME VF                                     the imitation of hv_netvsc takes its VF
 *   packets plain|udp                                what is measured from now on
 *   measure tx|tx-more|tx-burst|tx-gso|rx|rx-list FROM END
 *   switch closing|loss|ready UPPER S V
 */
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rtnetlink.h>
#include <linux/uaccess.h>

#include "bench.h"

#define BENCH_WORDS 5
#define BENCH_LINE  128

static struct dentry *bench_file, *bench_spin_file;
static DEFINE_MUTEX(bench_mutex);
static char bench_reply[BENCH_REPLY];

static int bench_add(char **word)
{
	unsigned int queues;

	if (!word[4] || kstrtouint(word[3], 10, &queues) || !queues || queues > 64)
		return -EINVAL;
	return bench_device_add(word[1], word[2], queues, !strcmp(word[4], "dummy"));
}

static int bench_join(char **word)
{
	struct net_device *dev, *vf;
	int error = -ENODEV;

	rtnl_lock();
	dev = __dev_get_by_name(&init_net, word[1]);
	vf = __dev_get_by_name(&init_net, word[2]);
	if (dev && vf)
		error = bench_netvsc_join(dev, vf);
	rtnl_unlock();
	return error;
}

static int bench_on_devices(char **word)
{
	struct net_device *dev[3] = {};
	int i, error = 0;

	for (i = 0; i < 3 && word[i + 2]; i++) {
		dev[i] = dev_get_by_name(&init_net, word[i + 2]);
		if (!dev[i])
			error = -ENODEV;
	}
	if (!error && !strcmp(word[0], "measure"))
		error = dev[1] ? bench_measure(word[1], dev[0], dev[1], bench_reply) : -EINVAL;
	else if (!error)
		error = dev[2] ? bench_switch(word[1], dev[0], dev[1], dev[2], bench_reply)
			       : -EINVAL;
	for (i = 0; i < 3; i++)
		dev_put(dev[i]);
	return error;
}

static int bench_carry_out(char *line)
{
	char *word[BENCH_WORDS + 1] = {};
	int count = 0;

	while (line && count < BENCH_WORDS) {
		char *next = strsep(&line, " ");

		if (*next)
			word[count++] = next;
	}
	if (count < 2)
		return -EINVAL;
	if (!strcmp(word[0], "delete"))
		return bench_device_delete(word[1]);
	if (!strcmp(word[0], "packets"))
		return bench_measure_with(word[1]);
	if (count < 3)
		return -EINVAL;
	if (!strcmp(word[0], "add"))
		return bench_add(word);
	if (!strcmp(word[0], "join"))
		return bench_join(word);
	if (!strcmp(word[0], "measure") || !strcmp(word[0], "switch"))
		return bench_on_devices(word);
	return -EINVAL;
}

static ssize_t bench_write(struct file *file, const char __user *buffer, size_t length,
			   loff_t *offset)
{
	char line[BENCH_LINE];
	int error;

	if (length >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, buffer, length))
		return -EFAULT;
	line[length] = '\0';
	mutex_lock(&bench_mutex);
	strscpy(bench_reply, "ok\n", sizeof(bench_reply));
	error = bench_carry_out(strim(line));
	mutex_unlock(&bench_mutex);
	return error ? error : length;
}

static ssize_t bench_read(struct file *file, char __user *buffer, size_t length, loff_t *offset)
{
	return simple_read_from_buffer(buffer, length, offset, bench_reply, strlen(bench_reply));
}

static const struct file_operations bench_file_ops = {
	.owner = THIS_MODULE,
	.write = bench_write,
	.read = bench_read,
};

static ssize_t bench_spin_read(struct file *file, char __user *buffer, size_t length,
			       loff_t *offset)
{
	bench_spin();
	return 0;
}

static const struct file_operations bench_spin_ops = {
	.owner = THIS_MODULE,
	.read = bench_spin_read,
};

static int __init bench_init(void)
{
	int error = bench_measure_init();

	if (error)
		return error;
	bench_file = debugfs_create_file("vfpair_bench", 0600, NULL, NULL, &bench_file_ops);
	bench_spin_file =
		debugfs_create_file("vfpair_bench_spin", 0400, NULL, NULL, &bench_spin_ops);
	return 0;
}

static void __exit bench_exit(void)
{
	debugfs_remove(bench_spin_file);
	debugfs_remove(bench_file);
	bench_devices_exit();
	bench_measure_exit();
}

module_init(bench_init);
module_exit(bench_exit);

MODULE_LICENSE("Dual BSD/GPL");
MODULE_DESCRIPTION("What a packet costs on its way through two interfaces");
