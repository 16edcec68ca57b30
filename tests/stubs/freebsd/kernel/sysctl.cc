// SPDX-License-Identifier: BSD-2-Clause
// The tree of sysctls, read and written by name.
#include <sys/sysctl.h>

#include <cstdlib>

#include "tests/stubs/freebsd/kernel/kernel.h"

namespace {

sysctl_oid* all_oids = nullptr;  // set before any constructor runs

std::string* OutOf(sysctl_req* request) { return static_cast<std::string*>(request->out); }

std::string PathOf(const sysctl_oid* oid) {
  return oid == &sysctl__hw ? "hw" : PathOf(oid->parent) + "." + oid->name;
}

sysctl_oid* Find(const std::string& name) {
  for (sysctl_oid* oid = all_oids; oid != nullptr; oid = oid->next)
    if (PathOf(oid) == name) return oid;
  return nullptr;
}

int Handle(sysctl_oid* oid, sysctl_req* request) {
  return oid->handler(oid, oid->arg1, oid->arg2, request);
}

// As root, or root of a jail with a vnet of its own where the sysctl is every vnet's.
bool MayWrite(const sysctl_oid* oid) {
  return (oid->kind & CTLFLAG_RW) == CTLFLAG_RW && curthread->td_ucred->privileged &&
         (TD_TO_VNET(curthread) == &fake::HostVnet() || (oid->kind & CTLFLAG_VNET) != 0);
}

int Write(const std::string& name, const void* data, size_t size, std::string* old) {
  sysctl_oid* const oid = Find(name);
  if (oid == nullptr || oid->handler == nullptr) return ENOENT;
  if (!MayWrite(oid)) return EPERM;
  std::string nowhere;
  sysctl_req request{curthread, old, data, size, old != nullptr ? old : &nowhere};
  return Handle(oid, &request);
}

}  // namespace

namespace fake {

int SysctlRead(const std::string& name, std::string* out) {
  sysctl_oid* const oid = Find(name);
  if (oid == nullptr || oid->handler == nullptr) return ENOENT;
  std::string raw;
  sysctl_req request{curthread, &raw, nullptr, 0, &raw};
  const int error = Handle(oid, &request);
  if (error != 0) return error;
  if ((oid->kind & CTLTYPE) == CTLTYPE_STRING)
    *out = raw.c_str();
  else if ((oid->kind & CTLTYPE) == CTLTYPE_INT)
    *out = std::to_string(*reinterpret_cast<const int*>(raw.data()));
  else
    *out = std::to_string(*reinterpret_cast<const uint64_t*>(raw.data()));
  return 0;
}

int SysctlWrite(const std::string& name, int value) {
  std::string old;
  return Write(name, &value, sizeof(value), &old);
}

int SysctlAsk(const std::string& name, const std::string& line, std::string* reply) {
  std::string raw;
  const int error = Write(name, line.data(), line.size(), reply != nullptr ? &raw : nullptr);
  if (reply != nullptr) *reply = raw.c_str();
  return error;
}

size_t SysctlCount() {
  size_t count = 0;
  for (const sysctl_oid* oid = all_oids; oid != nullptr; oid = oid->next) ++count;
  return count;
}

}  // namespace fake

extern "C" {

sysctl_oid sysctl__hw{nullptr, "hw", CTLTYPE_NODE, nullptr, 0, nullptr, nullptr, {}};

void fake_sysctl_register(sysctl_oid* oid) {
  oid->next = all_oids;
  all_oids = oid;
}

sysctl_oid* fake_sysctl_add(sysctl_ctx_list* context, sysctl_oid* parent, const char* name,
                            int kind, void* arg1, intmax_t arg2,
                            int (*handler)(SYSCTL_HANDLER_ARGS)) {
  fake::MaySleep("sysctl");
  auto* oid = new sysctl_oid{parent, strdup(name), kind, arg1, arg2, handler, nullptr, {}};
  if (Find(PathOf(oid)) != nullptr) fake::Complain("there is a sysctl " + PathOf(oid) + " already");
  fake_sysctl_register(oid);
  TAILQ_INSERT_TAIL(context, oid, context);
  return oid;
}

void sysctl_ctx_init(sysctl_ctx_list* context) { TAILQ_INIT(context); }

void sysctl_rename_oid(sysctl_oid* oid, const char* name) {
  fake::MaySleep("sysctl");
  free(const_cast<char*>(oid->name));
  oid->name = strdup(name);
}

int sysctl_ctx_free(sysctl_ctx_list* context) {
  fake::MaySleep("waits for sysctls");
  while (sysctl_oid* const oid = TAILQ_FIRST(context)) {
    TAILQ_REMOVE(context, oid, context);
    sysctl_oid** link = &all_oids;
    while (*link != oid) link = &(*link)->next;
    *link = oid->next;
    free(const_cast<char*>(oid->name));
    delete oid;
  }
  return 0;
}

int sysctl_handle_int(sysctl_oid*, void* arg1, intmax_t, sysctl_req* req) {
  fake_sysctl_out(req, arg1, sizeof(int));
  if (req->newptr != nullptr) std::memcpy(arg1, req->newptr, sizeof(int));
  return 0;
}

int sysctl_handle_string(sysctl_oid*, void* arg1, intmax_t, sysctl_req* req) {
  return fake_sysctl_out(req, arg1, std::strlen(static_cast<const char*>(arg1)) + 1);
}

int fake_sysctl_handle_counter(sysctl_oid*, void* arg1, intmax_t, sysctl_req* req) {
  return fake_sysctl_out(req, *static_cast<counter_u64_t*>(arg1), sizeof(uint64_t));
}

int fake_sysctl_in(sysctl_req* req, void* data, size_t size) {
  fake::MaySleep("copies from a program");
  std::memcpy(data, req->newptr, size);
  return 0;
}

int fake_sysctl_out(sysctl_req* req, const void* data, size_t size) {
  OutOf(req)->append(static_cast<const char*>(data), size);
  return 0;
}

}  // extern "C"
