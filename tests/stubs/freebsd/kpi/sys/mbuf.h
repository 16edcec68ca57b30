/* SPDX-License-Identifier: BSD-2-Clause */
/* Packets that know whether they are alive: a freed one is filled and kept to be looked at. */
#ifndef FAKE_SYS_MBUF_H_
#define FAKE_SYS_MBUF_H_

#include <sys/param.h>

struct ifnet;
struct pkthdr {
  struct ifnet* rcvif;
  int32_t len;
  uint64_t csum_flags;
  uint32_t flowid;
  uint8_t rsstype;
  uint16_t ether_vtag;
};
struct mbuf {
  struct mbuf *m_next, *m_nextpkt;
  char* m_data;
  int32_t m_len;
  uint32_t m_flags;
  struct pkthdr m_pkthdr;
  struct {
    int ext_type;
  } m_ext;                      /* with M_EXT: m_data is somebody else's */
  struct fake_cluster* cluster; /* shared with its copies; NULL: storage */
  char storage[128];
};

enum { M_EXT = 0x1, M_PKTHDR = 0x2, M_BCAST = 0x10, M_MCAST = 0x20, MT_DATA = 1 };
enum { EXT_CLUSTER = 1, EXT_NET_DRV = 252 };
#define CSUM_IP 0x1u
#define CSUM_IP_UDP 0x2u
#define CSUM_IP_TCP 0x4u
#define CSUM_IP_TSO 0x10u
#define CSUM_IP6_UDP 0x200u
#define CSUM_IP6_TCP 0x400u
#define CSUM_IP6_TSO 0x1000u
#define CSUM_SND_TAG 0x80000000u

#define M_HASHTYPE_HASH(type) (0x80 | (type))
enum {
  M_HASHTYPE_NONE,
  M_HASHTYPE_RSS_IPV4 = M_HASHTYPE_HASH(1),
  M_HASHTYPE_RSS_TCP_IPV4 = M_HASHTYPE_HASH(2),
  M_HASHTYPE_RSS_IPV6 = M_HASHTYPE_HASH(3),
  M_HASHTYPE_RSS_TCP_IPV6 = M_HASHTYPE_HASH(4),
  M_HASHTYPE_OPAQUE = 63,
  M_HASHTYPE_OPAQUE_HASH = M_HASHTYPE_HASH(M_HASHTYPE_OPAQUE),
};
#define M_HASHTYPE_GET(m) ((m)->m_pkthdr.rsstype)
#define M_HASHTYPE_SET(m, type) ((m)->m_pkthdr.rsstype = (type))
#define mtod(m, type) ((type)((m)->m_data))

__BEGIN_DECLS
struct mbuf* m_gethdr(int how, int type);
struct mbuf* m_getcl(int how, int type, int flags);
u_int m_extrefcnt(const struct mbuf* m);
struct mbuf* m_copypacket(struct mbuf* m, int how);
struct mbuf* m_dup(const struct mbuf* m, int how);
void m_freem(struct mbuf* m);
__END_DECLS

struct mbufq {
  struct mbuf *first, *last;
  int length, limit;
};
static inline void mbufq_init(struct mbufq* q, int limit) {
  q->first = q->last = NULL;
  q->length = 0;
  q->limit = limit;
}
static inline bool mbufq_full(const struct mbufq* q) { return q->length >= q->limit; }
static inline int mbufq_enqueue(struct mbufq* q, struct mbuf* m) {
  if (mbufq_full(q)) return ENOBUFS;
  m->m_nextpkt = NULL;
  if (q->last != NULL)
    q->last->m_nextpkt = m;
  else
    q->first = m;
  q->last = m;
  ++q->length;
  return 0;
}
static inline struct mbuf* mbufq_dequeue(struct mbufq* q) {
  struct mbuf* m = q->first;
  if (m == NULL) return NULL;
  q->first = m->m_nextpkt;
  if (q->first == NULL) q->last = NULL;
  m->m_nextpkt = NULL;
  --q->length;
  return m;
}
static inline void mbufq_drain(struct mbufq* q) {
  struct mbuf* m;
  while ((m = mbufq_dequeue(q)) != NULL) m_freem(m);
}

#endif
