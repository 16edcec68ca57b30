// SPDX-License-Identifier: BSD-2-Clause
// bpf_redirect INTERFACE egress|ingress FILE: the smallest BPF program that sends every packet to
// INTERFACE, or has it received there; FILE (in a bpf file system) keeps it for tc to find.

#include <linux/bpf.h>
#include <net/if.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iterator>

namespace {

bpf_insn Move(std::uint8_t to, std::int32_t value) {
  bpf_insn insn{};
  insn.code = BPF_ALU64 | BPF_MOV | BPF_K;
  insn.dst_reg = to & 0xf;
  insn.imm = value;
  return insn;
}

bpf_insn Call(std::int32_t helper) {
  bpf_insn insn{};
  insn.code = BPF_JMP | BPF_CALL;
  insn.imm = helper;
  return insn;
}

bpf_insn Exit() {
  bpf_insn insn{};
  insn.code = BPF_JMP | BPF_EXIT;
  return insn;
}

int Bpf(bpf_cmd command, bpf_attr* attr) {
  return static_cast<int>(syscall(SYS_bpf, command, attr, sizeof(*attr)));
}

std::uint64_t Address(const void* pointer) {
  return static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(pointer));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 || (std::strcmp(argv[2], "egress") != 0 && std::strcmp(argv[2], "ingress") != 0)) {
    std::fputs("usage: bpf_redirect INTERFACE egress|ingress FILE\n", stderr);
    return 2;
  }
  const auto index = static_cast<std::int32_t>(if_nametoindex(argv[1]));
  if (index == 0) return std::perror(argv[1]), 1;
  const std::int32_t flags = std::strcmp(argv[2], "ingress") == 0 ? BPF_F_INGRESS : 0;
  const bpf_insn program[] = {Move(BPF_REG_1, index), Move(BPF_REG_2, flags),
                              Call(BPF_FUNC_redirect), Exit()};

  bpf_attr load{};
  load.prog_type = BPF_PROG_TYPE_SCHED_CLS;
  load.insn_cnt = std::size(program);
  load.insns = Address(program);
  load.license = Address("Dual BSD/GPL");
  const int fd = Bpf(BPF_PROG_LOAD, &load);
  if (fd < 0) return std::perror("bpf_redirect: load"), 1;

  bpf_attr pin{};
  pin.pathname = Address(argv[3]);
  pin.bpf_fd = static_cast<std::uint32_t>(fd);
  if (Bpf(BPF_OBJ_PIN, &pin) < 0) return std::perror(argv[3]), 1;
  return 0;
}
