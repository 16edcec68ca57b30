/* SPDX-License-Identifier: BSD-2-Clause */
/* One character device, with what its opener left in it. */
#ifndef FAKE_SYS_CONF_H_
#define FAKE_SYS_CONF_H_

#include <sys/uio.h>

struct cdev;
struct thread;
struct cdevsw {
  int d_version;
  const char* d_name;
  int (*d_open)(struct cdev*, int flags, int type, struct thread*);
  int (*d_read)(struct cdev*, struct uio*, int flags);
  int (*d_write)(struct cdev*, struct uio*, int flags);
};
struct make_dev_args {
  struct cdevsw* mda_devsw;
  int mda_uid, mda_gid, mda_mode;
};
enum { D_VERSION = 1, UID_ROOT = 0, GID_WHEEL = 0 };

__BEGIN_DECLS
void make_dev_args_init(struct make_dev_args* args);
int make_dev_s(struct make_dev_args* args, struct cdev** out, const char* name);
void destroy_dev(struct cdev* dev);
int devfs_set_cdevpriv(void* data, void (*destroy)(void*));
int devfs_get_cdevpriv(void** data);
__END_DECLS

#endif
