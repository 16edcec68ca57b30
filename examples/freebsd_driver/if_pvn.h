/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pvn, a made-up paravirtual NIC: what its host offers and says, and what the files
 * of its driver share.  The bus of this example is whoever calls attach.
 */
#ifndef _IF_PVN_H_
#define	_IF_PVN_H_

#include <sys/param.h>

struct ifnet;
struct mbuf;
struct pvn_softc;

#define	PVN_RSS_KEYLEN	40

struct pvn_rss {	/* how the host hashes what it sends to S: Toeplitz */
	uint8_t	key[PVN_RSS_KEYLEN];
	uint32_t types;	/* RSS_TYPE_*, of PVN_RSS_TYPES */
};

/* Messages to the host.  None of them waits for its answer. */
struct pvn_host_ops {
	u_int	rings;	/* that it sends to; with one it does not hash */
	/* a session; it begins with the path to S */
	int	(*open)(void *host, u_int mtu, const struct pvn_rss *rss);
	void	(*close)(void *host);	/* it is silent afterwards */
	int	(*transmit)(void *host, struct mbuf *m);	/* consumes m in any case */
	/* "send S's packets to V, or to S"; pvn_host_switched() answers, with the tag */
	int	(*switch_path)(void *host, bool to_vf, uint32_t tag);
	int	(*set_rss)(void *host, const struct pvn_rss *rss);
};

__BEGIN_DECLS
/* Messages from the host, in its interrupt; type is one RSS_TYPE_*, or 0. */
void	pvn_host_received(struct pvn_softc *sc, struct mbuf *m, uint32_t hash,
	    uint32_t type);
void	pvn_host_switched(struct pvn_softc *sc, uint32_t tag, int error);
void	pvn_host_notice(struct pvn_softc *sc, bool has_vf);

int	pvn_attach(struct pvn_softc **out, int unit, const uint8_t *mac,
	    const struct pvn_host_ops *ops, void *host);
void	pvn_detach(struct pvn_softc *sc);
struct ifnet *pvn_ifnet(struct pvn_softc *sc);
/* The user's, by whatever there is for it: hn has dev.hn.N.rss_key. */
int	pvn_set_key(struct pvn_softc *sc, const uint8_t *key);
__END_DECLS

#ifdef _KERNEL
struct vfpair_softc;

#define	PVN_RSS_TYPES	(RSS_TYPE_IPV4 | RSS_TYPE_TCP_IPV4 | RSS_TYPE_IPV6 | \
			    RSS_TYPE_TCP_IPV6)

enum pvn_notice { PVN_NOT_SAID, PVN_HAS_VF, PVN_HAS_NO_VF };

struct pvn_softc {
	struct ifnet	*ifp;
	const struct pvn_host_ops *ops;
	void		*host;
	struct pvn_rss	rss;		/* as the host was told; vfpair_sx */

	/* All that pairing adds. */
	uintptr_t	pair;		/* struct vfpair_softc *, pvn_pair() */
	struct mtx	notice_lock;
	enum pvn_notice	notice;		/* the session's last */
	struct pvn_rss	user_rss;	/* as its user wants; vfpair_sx */
	volatile u_int	delivered;	/* RSS_TYPE_*: hashes that the stack is told of */
	CK_LIST_ENTRY(pvn_softc) list;	/* of those that may be paired */
};

/* if_pvn.c: the driver that does not know of any pair */
int	pvn_own_transmit(struct ifnet *ifp, struct mbuf *m);
int	pvn_own_ioctl(struct ifnet *ifp, u_long command, caddr_t data);

/* if_pvn_vf.c: its methods, with V in mind */
int	pvn_transmit(struct ifnet *ifp, struct mbuf *m);
int	pvn_ioctl(struct ifnet *ifp, u_long command, caddr_t data);
void	pvn_qflush(struct ifnet *ifp);
void	pvn_input(struct pvn_softc *sc, struct mbuf *m);
void	pvn_session_lost(struct pvn_softc *sc);
void	pvn_poke(struct pvn_softc *sc, u_int signals);
struct pvn_softc *pvn_of(const struct ifnet *ifp);
void	pvn_vf_attach(struct pvn_softc *sc);
void	pvn_vf_detach(struct pvn_softc *sc);

/* if_pvn_rss.c */
void	pvn_rss_attach(struct pvn_softc *sc);
uint8_t	pvn_hashtype(const struct pvn_softc *sc, uint32_t type);
#endif

#endif /* _IF_PVN_H_ */
