/* SPDX-License-Identifier: BSD-2-Clause */
/* Devices by class and unit. */
#ifndef FAKE_SYS_BUS_H_
#define FAKE_SYS_BUS_H_

#include <sys/eventhandler.h>

typedef struct fake_device* device_t;
typedef struct fake_devclass* devclass_t;
enum evhdev_detach { EVHDEV_DETACH_BEGIN, EVHDEV_DETACH_COMPLETE, EVHDEV_DETACH_FAILED };

__BEGIN_DECLS
devclass_t devclass_find(const char* name);
device_t devclass_get_device(devclass_t devclass, int unit);
int device_is_attached(device_t device);
__END_DECLS

typedef void (*device_attach_fn)(void*, device_t);
EVENTHANDLER_DECLARE(device_attach, device_attach_fn);
typedef void (*device_detach_fn)(void*, device_t, enum evhdev_detach);
EVENTHANDLER_DECLARE(device_detach, device_detach_fn);

#endif
