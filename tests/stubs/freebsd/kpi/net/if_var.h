/* SPDX-License-Identifier: BSD-2-Clause */
/* The stack's functions for an interface. */
#ifndef FAKE_NET_IF_VAR_H_
#define FAKE_NET_IF_VAR_H_

#include <net/if.h>
#include <net/if_dl.h>
#include <net/vnet.h>
#include <sys/ck.h>
#include <sys/eventhandler.h>
#include <sys/mbuf.h>
#include <sys/sx.h>
#include <sys/taskqueue.h>

typedef enum {
  IFCOUNTER_IPACKETS,
  IFCOUNTER_OPACKETS,
  IFCOUNTER_OERRORS,
  IFCOUNTER_IBYTES,
  IFCOUNTER_OBYTES,
  IFCOUNTER_IMCASTS,
  IFCOUNTER_OMCASTS,
  IFCOUNTER_IQDROPS,
  IFCOUNTER_OQDROPS,
  IFCOUNTERS
} ift_counter;

typedef void (*if_start_fn_t)(struct ifnet*);
typedef int (*if_ioctl_fn_t)(struct ifnet*, u_long, caddr_t);
typedef void (*if_qflush_fn_t)(struct ifnet*);
typedef int (*if_transmit_fn_t)(struct ifnet*, struct mbuf*);

struct ifaddr {
  struct sockaddr* ifa_addr;
  CK_STAILQ_ENTRY(ifaddr) ifa_link;
};
struct ifg_group {
  char ifg_group[IFNAMSIZ];
};
struct ifg_list {
  struct ifg_group* ifgl_group;
  CK_STAILQ_ENTRY(ifg_list) ifgl_next;
};
struct ifaltq {
  struct mbufq packets;
  bool shaped; /* ALTQ */
};
#define IFQ_DRV_IS_EMPTY(queue) ((queue)->packets.length == 0)
#define ALTQ_IS_ENABLED(queue) ((queue)->shaped)
#define IFQ_DEQUEUE(queue, m) ((m) = mbufq_dequeue(&(queue)->packets))
#define IFQ_ENQUEUE(queue, m, error)                 \
  do {                                               \
    (error) = mbufq_enqueue(&(queue)->packets, (m)); \
    if ((error) != 0) m_freem(m);                    \
  } while (0)

enum { FAKE_MAX_GROUPS = 128 };
struct fake_group { /* a multicast group that was joined */
  uint8_t mac[6];
  int references;
};

#ifndef FAKE_NEWEST_KERNEL
#include <net/if_private.h>
#endif

enum { IFNET_EVENT_UP, IFNET_EVENT_DOWN, IFNET_EVENT_PCP };
typedef void (*ifnet_fn)(void*, struct ifnet*);
typedef void (*ifnet_number_fn)(void*, struct ifnet*, int);
EVENTHANDLER_DECLARE(ifnet_arrival_event, ifnet_fn);
#ifdef FAKE_NEWEST_KERNEL
typedef void (*ifnet_name_fn)(void*, struct ifnet*, const char*);
EVENTHANDLER_DECLARE(ifnet_attached_event, ifnet_fn);
EVENTHANDLER_DECLARE(ifnet_rename_event, ifnet_name_fn);
#endif
EVENTHANDLER_DECLARE(ifnet_departure_event, ifnet_fn);
EVENTHANDLER_DECLARE(iflladdr_event, ifnet_fn);
EVENTHANDLER_DECLARE(ifnet_event, ifnet_number_fn);
EVENTHANDLER_DECLARE(ifnet_link_event, ifnet_number_fn);

__BEGIN_DECLS
extern struct sx ifnet_sxlock;

struct ifnet* if_alloc(uint8_t type);
void if_initname(struct ifnet* ifp, const char* name, int unit);
void if_free(struct ifnet* ifp);
void if_ref(struct ifnet* ifp);
#ifndef FAKE_OLDEST_KERNEL
bool if_try_ref(struct ifnet* ifp);
#endif
void if_rele(struct ifnet* ifp);
struct ifnet* ifunit_ref(const char* name);
int if_printf(struct ifnet* ifp, const char* format, ...);
void if_inc_counter(struct ifnet* ifp, ift_counter counter, int64_t amount);
int ifhwioctl(u_long command, struct ifnet* ifp, caddr_t data, struct thread* td);
void if_link_state_change(struct ifnet* ifp, int state);
int ifpromisc(struct ifnet* ifp, int on);
int if_allmulti(struct ifnet* ifp, int on);
struct ifmultiaddr;
int if_addmulti(struct ifnet* ifp, struct sockaddr* address, struct ifmultiaddr** out);
int if_delmulti(struct ifnet* ifp, struct sockaddr* address);
typedef u_int iflladdr_cb_t(void*, struct sockaddr_dl*, u_int);
u_int if_foreach_llmaddr(struct ifnet* ifp, iflladdr_cb_t* callback, void* argument);
__END_DECLS

#define IFNET_RLOCK() sx_slock(&ifnet_sxlock)
#define IFNET_RUNLOCK() sx_sunlock(&ifnet_sxlock)

#endif
