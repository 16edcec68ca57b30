/* SPDX-License-Identifier: BSD-2-Clause */
/* pvn without a VF: frames to and from the host, sessions, settings. */
#include "kpi.h"

#include "if_pvn.h"

#define	PVN_CAPS	(IFCAP_TXCSUM | IFCAP_RXCSUM | IFCAP_TSO4 | IFCAP_LINKSTATE)

static MALLOC_DEFINE(M_PVN, "pvn", "paravirtual NIC of an example");

int
pvn_own_transmit(struct ifnet *ifp, struct mbuf *m)
{
	struct pvn_softc *sc = ifp->if_softc;
	u_int length = m->m_pkthdr.len;
	int error;

	if ((ifp->if_drv_flags & IFF_DRV_RUNNING) == 0) {
		m_freem(m);
		return (ENETDOWN);
	}
	ETHER_BPF_MTAP(ifp, m);
	error = sc->ops->transmit(sc->host, m);
	if (error == 0) {
		if_inc_counter(ifp, IFCOUNTER_OPACKETS, 1);
		if_inc_counter(ifp, IFCOUNTER_OBYTES, length);
	} else
		if_inc_counter(ifp, IFCOUNTER_OERRORS, 1);
	return (error);
}

void
pvn_host_received(struct pvn_softc *sc, struct mbuf *m, uint32_t hash, uint32_t type)
{
	struct ifnet *ifp = sc->ifp;

	if ((ifp->if_drv_flags & IFF_DRV_RUNNING) == 0) {
		m_freem(m);
		return;
	}
	m->m_pkthdr.rcvif = ifp;
	m->m_pkthdr.flowid = hash;
	M_HASHTYPE_SET(m, type != 0 ? pvn_hashtype(sc, type) : M_HASHTYPE_NONE);
	if_inc_counter(ifp, IFCOUNTER_IPACKETS, 1);
	pvn_input(sc, m);
}

/* This host changes its MTU between two sessions only, as hn's does. */
static int
pvn_set_mtu(struct pvn_softc *sc, u_int mtu)
{
	struct ifnet *ifp = sc->ifp;
	int error;

	if (mtu == ifp->if_mtu)
		return (0);
	sc->ops->close(sc->host);
	error = sc->ops->open(sc->host, mtu, &sc->rss);
	if (error == 0)
		ifp->if_mtu = mtu;
	else if (sc->ops->open(sc->host, ifp->if_mtu, &sc->rss) != 0)
		if_printf(ifp, "the host does not come back\n");
	pvn_session_lost(sc);
	return (error);
}

static void
pvn_set_caps(struct ifnet *ifp, int enabled)
{

	ifp->if_capenable = enabled & PVN_CAPS;
	ifp->if_hwassist = 0;
	if ((enabled & IFCAP_TXCSUM) != 0)
		ifp->if_hwassist |= CSUM_IP | CSUM_IP_TCP | CSUM_IP_UDP;
	if ((enabled & IFCAP_TSO4) != 0)
		ifp->if_hwassist |= CSUM_IP_TSO;
}

int
pvn_own_ioctl(struct ifnet *ifp, u_long command, caddr_t data)
{
	struct ifreq *ifr = (struct ifreq *)data;

	switch (command) {
	case SIOCSIFMTU:
		return (pvn_set_mtu(ifp->if_softc, ifr->ifr_mtu));
	case SIOCSIFCAP:
		pvn_set_caps(ifp, ifr->ifr_reqcap);
		return (0);
	case SIOCSIFFLAGS:
		if ((ifp->if_flags & IFF_UP) != 0)
			ifp->if_drv_flags |= IFF_DRV_RUNNING;
		else
			ifp->if_drv_flags &= ~IFF_DRV_RUNNING;
		return (0);
	case SIOCADDMULTI:
	case SIOCDELMULTI:
		return (0);	/* the host lets every group through */
	default:
		return (ether_ioctl(ifp, command, data));
	}
}

int
pvn_attach(struct pvn_softc **out, int unit, const uint8_t *mac,
    const struct pvn_host_ops *ops, void *host)
{
	struct pvn_softc *sc = malloc(sizeof(*sc), M_PVN, M_WAITOK | M_ZERO);
	struct ifnet *ifp = if_alloc(IFT_ETHER);
	int error;

	sc->ifp = ifp;
	sc->ops = ops;
	sc->host = host;
	if_initname(ifp, "pvn", unit);
	ifp->if_softc = sc;
	ifp->if_transmit = pvn_transmit;
	ifp->if_qflush = pvn_qflush;
	ifp->if_ioctl = pvn_ioctl;
	ifp->if_capabilities = PVN_CAPS;
	pvn_set_caps(ifp, PVN_CAPS);
	pvn_rss_attach(sc);
	error = ops->open(host, ETHERMTU, &sc->rss);
	if (error != 0) {
		if_free(ifp);
		free(sc, M_PVN);
		return (error);
	}
	*out = sc;
	pvn_vf_attach(sc);
	ether_ifattach(ifp, mac);
	return (0);
}

void
pvn_detach(struct pvn_softc *sc)
{

	pvn_vf_detach(sc);
	ether_ifdetach(sc->ifp);
	NET_EPOCH_WAIT();
	sc->ops->close(sc->host);
	if_free(sc->ifp);
	mtx_destroy(&sc->notice_lock);
	free(sc, M_PVN);
}

struct ifnet *
pvn_ifnet(struct pvn_softc *sc)
{

	return (sc->ifp);
}
