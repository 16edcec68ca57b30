// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * /dev/vfpair: write one line, read the reply from the same open file. Read without having written
 * and it is the status, so that cat shows it.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/nsproxy.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "vfpair_linux.h"

#define VFPAIR_MAX_LINE 256

/* One open file. */
struct vfpair_session {
	struct mutex lock;
	struct vfpair_reply reply;
	size_t read; /* of the reply */
	bool answered;
};

static int vfpair_control_open(struct inode *inode, struct file *file)
{
	struct vfpair_session *session = kzalloc(sizeof(*session), GFP_KERNEL);

	if (!session)
		return -ENOMEM;
	mutex_init(&session->lock);
	file->private_data = session;
	return nonseekable_open(inode, file);
}

static int vfpair_control_release(struct inode *inode, struct file *file)
{
	struct vfpair_session *session = file->private_data;

	kfree(session->reply.text);
	kfree(session);
	return 0;
}

static void vfpair_new_reply(struct vfpair_session *session)
{
	session->reply.length = 0;
	session->reply.error = 0;
	session->read = 0;
	session->answered = true;
}

static ssize_t vfpair_control_write(struct file *file, const char __user *from, size_t size,
				    loff_t *position)
{
	struct vfpair_session *session = file->private_data;
	char *line;
	int error;

	if (size >= VFPAIR_MAX_LINE)
		return -EMSGSIZE;
	line = memdup_user_nul(from, size);
	if (IS_ERR(line))
		return PTR_ERR(line);
	mutex_lock(&session->lock);
	vfpair_new_reply(session);
	error = vfpair_command(&session->reply, file, line, size);
	mutex_unlock(&session->lock);
	kfree(line);
	return error ? error : size;
}

static ssize_t vfpair_control_read(struct file *file, char __user *to, size_t size,
				   loff_t *position)
{
	struct vfpair_session *session = file->private_data;
	struct vfpair_reply *reply = &session->reply;
	ssize_t done;

	mutex_lock(&session->lock);
	if (!session->answered) {
		vfpair_new_reply(session);
		rtnl_lock();
		vfpair_report_status(reply, current->nsproxy->net_ns);
		rtnl_unlock();
	}
	done = reply->error;
	if (!done) {
		done = min(size, reply->length - session->read);
		if (copy_to_user(to, reply->text + session->read, done))
			done = -EFAULT;
		else
			session->read += done;
	}
	mutex_unlock(&session->lock);
	return done;
}

static const struct file_operations vfpair_control_fops = {
	.owner = THIS_MODULE,
	.open = vfpair_control_open,
	.release = vfpair_control_release,
	.read = vfpair_control_read,
	.write = vfpair_control_write,
};

static struct miscdevice vfpair_control = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "vfpair",
	.mode = 0600,
	.fops = &vfpair_control_fops,
};

int vfpair_control_init(void)
{
	return misc_register(&vfpair_control);
}

void vfpair_control_exit(void)
{
	misc_deregister(&vfpair_control);
}
