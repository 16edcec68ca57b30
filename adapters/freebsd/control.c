/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hw.vfpair.command: who writes a line gets the reply in the same call, or reads the
 * last one afterwards.  hw.vfpair.status: what there is, for everybody.
 */
#include "vfpair_freebsd.h"

#define	VFPAIR_MAX_LINE		512
#define	VFPAIR_MAX_REPLY	256

/* The actor's. */
bool vfpair_takes_commands;
static char vfpair_last_reply[VFPAIR_MAX_REPLY];
static const struct vnet *vfpair_last_vnet;

void
vfpair_control_open(bool open)
{

	sx_xlock(&vfpair_sx);
	vfpair_takes_commands = open;
	sx_xunlock(&vfpair_sx);
}

static int
vfpair_answer(struct sysctl_req *req, struct sbuf *out)
{
	int error = sbuf_finish(out);

	if (error == 0)
		error = SYSCTL_OUT(req, sbuf_data(out), sbuf_len(out) + 1);
	sbuf_delete(out);
	return (error);
}

static int
vfpair_show_last(struct sysctl_req *req)
{
	struct sbuf *out = sbuf_new_auto();

	sx_xlock(&vfpair_sx);
	if (vfpair_last_vnet == TD_TO_VNET(req->td))
		sbuf_cat(out, vfpair_last_reply);
	sx_xunlock(&vfpair_sx);
	return (vfpair_answer(req, out));
}

/* Without the line feed, which sysctl(8) adds. */
static void
vfpair_remember(const struct thread *td, const char *reply)
{
	char *end;

	sx_xlock(&vfpair_sx);
	vfpair_last_vnet = TD_TO_VNET(td);
	strlcpy(vfpair_last_reply, reply, sizeof(vfpair_last_reply));
	end = strchr(vfpair_last_reply, '\n');
	if (end != NULL)
		*end = '\0';
	sx_xunlock(&vfpair_sx);
}

static int
vfpair_sysctl_command(SYSCTL_HANDLER_ARGS)
{
	size_t length = req->newlen;
	char line[VFPAIR_MAX_LINE];
	struct sbuf *reply;
	int error;

	if (req->newptr == NULL)
		return (vfpair_show_last(req));
	if (length >= sizeof(line))
		return (EMSGSIZE);
	error = SYSCTL_IN(req, line, length);
	if (error != 0)
		return (error);
	if (length != 0 && line[length - 1] == '\0') /* programs count it in */
		length--;
	reply = sbuf_new_auto();
	vfpair_hook_enter(); /* unloading waits for it */
	error = vfpair_command(reply, req->td, line, length);
	vfpair_hook_leave();
	if (error == 0) {
		vfpair_remember(req->td, sbuf_data(reply));
		if (req->oldptr != NULL)
			error = SYSCTL_OUT(req, sbuf_data(reply), sbuf_len(reply) + 1);
		else if (strncmp(sbuf_data(reply), "refused", 7) == 0) {
			uprintf("%s", sbuf_data(reply));
			error = EINVAL;
		}
	}
	sbuf_delete(reply);
	return (error);
}
SYSCTL_PROC(_hw_vfpair, OID_AUTO, command,
    CTLTYPE_STRING | CTLFLAG_RW | CTLFLAG_VNET | CTLFLAG_MPSAFE, NULL, 0,
    vfpair_sysctl_command, "A", "\"pair <synthetic> <VF>|mac\", \"unpair <synthetic>\"; "
    "read: the last reply");

static int
vfpair_sysctl_status(SYSCTL_HANDLER_ARGS)
{
	struct sbuf *out = sbuf_new_auto();

	sx_xlock(&vfpair_sx);
	vfpair_report_status(out, TD_TO_VNET(req->td));
	sx_xunlock(&vfpair_sx);
	return (vfpair_answer(req, out));
}
SYSCTL_PROC(_hw_vfpair, OID_AUTO, status, CTLTYPE_STRING | CTLFLAG_RD | CTLFLAG_MPSAFE,
    NULL, 0, vfpair_sysctl_status, "A", "All pairs, a line each");
