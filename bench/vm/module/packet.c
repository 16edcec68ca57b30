// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The packets. Plain: of a type of our own, nothing is asked of the device. UDP over IPv4 as a
 * socket sends it: the checksum is left to the device. TCP in one large frame, to be cut by the
 * device. Their hash is known, as that of a socket's is. And one as a driver receives it.
 */
#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>

#include "bench.h"

#define BENCH_LENGTH	 1000 /* bytes of a frame, Ethernet header included */
#define BENCH_GSO_SIZE	 1448
#define BENCH_GSO_FRAMES 10
#define BENCH_GSO_LENGTH                                           \
	(ETH_HLEN + sizeof(struct iphdr) + sizeof(struct tcphdr) + \
	 BENCH_GSO_FRAMES * BENCH_GSO_SIZE)
#define BENCH_HASH 0x5eed5eedu

static const u8 bench_peer[ETH_ALEN] = {0x02, 0x76, 0x66, 0x70, 0x62, 0x02};

static struct sk_buff *bench_frame(struct net_device *dev, unsigned int length, u16 type, gfp_t gfp)
{
	struct sk_buff *skb = alloc_skb(LL_MAX_HEADER + length, gfp);
	struct ethhdr *eth;

	if (!skb)
		return NULL;
	skb_reserve(skb, LL_MAX_HEADER);
	eth = skb_put_zero(skb, length);
	ether_addr_copy(eth->h_dest, bench_peer);
	ether_addr_copy(eth->h_source, dev->dev_addr);
	eth->h_proto = htons(type);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	skb->protocol = htons(type);
	skb->dev = dev;
	skb->mark = BENCH_MARK;
	return skb;
}

static void bench_fill_ip(struct sk_buff *skb, u8 protocol, unsigned int header)
{
	struct iphdr *ip = ip_hdr(skb);

	ip->version = 4;
	ip->ihl = sizeof(*ip) / 4;
	ip->ttl = 64;
	ip->protocol = protocol;
	ip->saddr = htonl(0x0a4d0001);
	ip->daddr = htonl(0x0a4d0002);
	ip->tot_len = htons(skb->len - ETH_HLEN);
	ip_send_check(ip);
	skb_set_transport_header(skb, ETH_HLEN + sizeof(*ip));
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_transport_header(skb) - skb->head;
	skb->csum_offset = header;
}

static void bench_fill_tcp(struct sk_buff *skb)
{
	bench_fill_ip(skb, IPPROTO_TCP, offsetof(struct tcphdr, check));
	tcp_hdr(skb)->doff = sizeof(struct tcphdr) / 4;
	skb_shinfo(skb)->gso_size = BENCH_GSO_SIZE;
	skb_shinfo(skb)->gso_segs = BENCH_GSO_FRAMES;
	skb_shinfo(skb)->gso_type = SKB_GSO_TCPV4;
}

static void bench_fill_udp(struct sk_buff *skb)
{
	bench_fill_ip(skb, IPPROTO_UDP, offsetof(struct udphdr, check));
	udp_hdr(skb)->dest = htons(9);
	udp_hdr(skb)->len = htons(skb->len - ETH_HLEN - sizeof(struct iphdr));
}

/* To be sent by dev. */
struct sk_buff *bench_packet(struct net_device *dev, enum bench_packet_kind kind, gfp_t gfp)
{
	unsigned int length = kind == BENCH_GSO ? BENCH_GSO_LENGTH : BENCH_LENGTH;
	u16 type = kind == BENCH_PLAIN ? BENCH_ETHERTYPE : ETH_P_IP;
	struct sk_buff *skb = bench_frame(dev, length, type, gfp);

	if (!skb)
		return NULL;
	if (kind == BENCH_GSO)
		bench_fill_tcp(skb);
	else if (kind == BENCH_UDP)
		bench_fill_udp(skb);
	skb_set_hash(skb, BENCH_HASH, PKT_HASH_TYPE_L4);
	return skb;
}

/* As dev's driver would hand it to the stack. */
struct sk_buff *bench_received(struct net_device *dev)
{
	struct sk_buff *skb = bench_frame(dev, BENCH_LENGTH, BENCH_ETHERTYPE, GFP_KERNEL);

	if (!skb)
		return NULL;
	ether_addr_copy(eth_hdr(skb)->h_dest, dev->dev_addr);
	ether_addr_copy(eth_hdr(skb)->h_source, bench_peer);
	skb->protocol = eth_type_trans(skb, dev);
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	return skb;
}
