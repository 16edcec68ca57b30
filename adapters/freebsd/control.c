/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /dev/vfpair: write a line, read the reply.  Who reads without having written gets
 * the status.
 */
#include "vfpair_freebsd.h"

#define	VFPAIR_MAX_LINE	512

struct vfpair_conversation {
	struct sx	lock;
	struct sbuf	*reply;
	size_t		read;	/* of the reply, so far: the file's offset counts writes too */
};

static struct cdev *vfpair_device;

static void
vfpair_conversation_free(void *data)
{
	struct vfpair_conversation *c = data;

	if (c->reply != NULL)
		sbuf_delete(c->reply);
	sx_destroy(&c->lock);
	free(c, M_VFPAIR);
}

static int
vfpair_open(struct cdev *dev __unused, int flags __unused, int type __unused,
    struct thread *td __unused)
{
	struct vfpair_conversation *c = malloc(sizeof(*c), M_VFPAIR, M_WAITOK | M_ZERO);

	sx_init(&c->lock, "vfpair conversation");
	return (devfs_set_cdevpriv(c, vfpair_conversation_free));
}

static void
vfpair_new_reply(struct vfpair_conversation *c)
{

	if (c->reply != NULL)
		sbuf_delete(c->reply);
	c->reply = sbuf_new_auto();
	c->read = 0;
}

static int
vfpair_write(struct cdev *dev __unused, struct uio *uio, int flags __unused)
{
	struct vfpair_conversation *c;
	char line[VFPAIR_MAX_LINE];
	size_t length = uio->uio_resid;
	int error;

	if (length >= sizeof(line))
		return (EMSGSIZE);
	error = devfs_get_cdevpriv((void **)&c);
	if (error == 0)
		error = uiomove(line, length, uio);
	if (error != 0)
		return (error);
	sx_xlock(&c->lock);
	vfpair_new_reply(c);
	error = vfpair_command(c->reply, curthread, line, length);
	if (error != 0) { /* it is no reply, and was not finished */
		sbuf_delete(c->reply);
		c->reply = NULL;
	}
	sx_xunlock(&c->lock);
	return (error);
}

static int
vfpair_read(struct cdev *dev __unused, struct uio *uio, int flags __unused)
{
	struct vfpair_conversation *c;
	size_t part;
	int error;

	error = devfs_get_cdevpriv((void **)&c);
	if (error != 0)
		return (error);
	sx_xlock(&c->lock);
	if (c->reply == NULL) {
		vfpair_new_reply(c);
		sx_xlock(&vfpair_sx);
		vfpair_report_status(c->reply, TD_TO_VNET(curthread));
		sx_xunlock(&vfpair_sx);
		(void)sbuf_finish(c->reply);
	}
	part = MIN(sbuf_len(c->reply) - c->read, (size_t)uio->uio_resid);
	error = uiomove(sbuf_data(c->reply) + c->read, part, uio);
	if (error == 0)
		c->read += part;
	sx_xunlock(&c->lock);
	return (error);
}

static struct cdevsw vfpair_cdevsw = {
	.d_version = D_VERSION,
	.d_name = "vfpair",
	.d_open = vfpair_open,
	.d_read = vfpair_read,
	.d_write = vfpair_write,
};

int
vfpair_control_init(void)
{
	struct make_dev_args args;

	make_dev_args_init(&args);
	args.mda_devsw = &vfpair_cdevsw;
	args.mda_uid = UID_ROOT;
	args.mda_gid = GID_WHEEL;
	args.mda_mode = 0600;
	return (make_dev_s(&args, &vfpair_device, "vfpair"));
}

void
vfpair_control_exit(void)
{

	/* none when it could not be made again (vfpair_unload) */
	if (vfpair_device != NULL)
		destroy_dev(vfpair_device);
	vfpair_device = NULL;
}
