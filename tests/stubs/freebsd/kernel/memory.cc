// SPDX-License-Identifier: BSD-2-Clause
// malloc(9), counter(9) and packets.
#include <sys/counter.h>
#include <sys/malloc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <unordered_map>
#include <unordered_set>

#include "tests/stubs/freebsd/kernel/kernel.h"

struct fake_cluster {
  int references;
  char data[2048];
};

namespace fake {

long LiveSbufs();

namespace {

constexpr unsigned char kFreed = 0xde;
constexpr size_t kQuarantine = 4096;

std::unordered_map<void*, size_t> blocks;
long live_counters = 0;
int failures = 0;
std::unordered_set<const mbuf*> live_packets;
std::deque<mbuf*> freed_packets;

bool FailsNow(int how) {
  if ((how & M_WAITOK) != 0) {
    MaySleep("memory");
    return false;
  }
  return failures != 0 && failures-- != 0;
}

void CheckFreed(const mbuf* m) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(m);
  for (size_t i = 0; i < sizeof(*m); ++i)
    if (bytes[i] != kFreed) {
      Complain("a packet was written to after it was freed, byte " + std::to_string(i));
      return;
    }
}

mbuf* NewPacket() {
  auto* m = static_cast<mbuf*>(std::calloc(1, sizeof(mbuf)));
  m->m_data = m->storage;
  live_packets.insert(m);
  return m;
}

void Unshare(fake_cluster* cluster) {
  if (cluster != nullptr && --cluster->references == 0) delete cluster;
}

}  // namespace

long LiveMemory() { return static_cast<long>(blocks.size()) + live_counters + LiveSbufs(); }
size_t LivePackets() { return live_packets.size(); }
bool IsAlive(const mbuf* m) { return live_packets.count(m) != 0; }
void FailAllocations(int count) { failures = count; }

void CheckFreedPackets() {
  for (; !freed_packets.empty(); freed_packets.pop_front()) {
    CheckFreed(freed_packets.front());
    std::free(freed_packets.front());
  }
}

}  // namespace fake

extern "C" {

void* fake_malloc(size_t size, malloc_type* type, int flags) {
  if (fake::FailsNow(flags)) return nullptr;
  void* const memory = std::malloc(size);
  std::memset(memory, (flags & M_ZERO) != 0 ? 0 : 0xa5, size);
  fake::blocks[memory] = size;
  ++type->live;
  return memory;
}

void fake_free(void* memory, malloc_type* type) {
  if (memory == nullptr) return;
  const auto block = fake::blocks.find(memory);
  if (block == fake::blocks.end()) {
    fake::Complain("frees what it does not have");
    return;
  }
  std::memset(memory, fake::kFreed, block->second);
  fake::blocks.erase(block);
  --type->live;
  std::free(memory);
}

counter_u64_t counter_u64_alloc(int flags) {
  if (fake::FailsNow(flags)) return nullptr;
  ++fake::live_counters;
  return new uint64_t(0);
}

void counter_u64_free(counter_u64_t counter) {
  --fake::live_counters;
  delete counter;
}

mbuf* m_gethdr(int how, int) { return fake::FailsNow(how) ? nullptr : fake::NewPacket(); }

mbuf* m_getcl(int how, int type, int) {
  mbuf* const m = m_gethdr(how, type);
  if (m == nullptr) return nullptr;
  m->cluster = new fake_cluster{1, {}};
  m->m_data = m->cluster->data;
  return m;
}

u_int m_extrefcnt(const mbuf* m) {
  if (m->cluster == nullptr) fake::Complain("counts references of a packet without a cluster");
  return static_cast<u_int>(m->cluster->references);
}

mbuf* m_copypacket(mbuf* m, int how) {
  if (!fake::IsAlive(m)) fake::Complain("copies a packet that is not its own");
  if (fake::FailsNow(how)) return nullptr;
  mbuf* const copy = fake::NewPacket();
  *copy = *m;
  copy->m_nextpkt = nullptr;
  if (m->cluster != nullptr)
    ++m->cluster->references;
  else
    copy->m_data = copy->storage + (m->m_data - m->storage);
  return copy;
}

// With data of its own.
mbuf* m_dup(const mbuf* m, int how) {
  if (!fake::IsAlive(m)) fake::Complain("copies a packet that is not its own");
  if (fake::FailsNow(how)) return nullptr;
  mbuf* const copy = fake::NewPacket();
  copy->m_len = m->m_len;
  copy->m_flags = m->m_flags & ~static_cast<uint32_t>(M_EXT);
  copy->m_pkthdr = m->m_pkthdr;
  std::memcpy(copy->m_data, m->m_data, std::min<size_t>(sizeof(copy->storage), m->m_len));
  return copy;
}

void m_freem(mbuf* m) {
  while (m != nullptr) {
    if (fake::live_packets.erase(m) == 0) {
      fake::Complain("frees a packet that is not its own");
      return;
    }
    mbuf* const next = m->m_next;
    fake::Unshare(m->cluster);
    std::memset(static_cast<void*>(m), fake::kFreed, sizeof(*m));
    fake::freed_packets.push_back(m);
    if (fake::freed_packets.size() > fake::kQuarantine) {
      fake::CheckFreed(fake::freed_packets.front());
      std::free(fake::freed_packets.front());
      fake::freed_packets.pop_front();
    }
    m = next;
  }
}

}  // extern "C"
