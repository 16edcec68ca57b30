// SPDX-License-Identifier: BSD-2-Clause
// What the kernel prints: printf(9) with %D, sbufs, the log, devctl.
#include <net/if_var.h>
// after what it needs
#include <net/if_private.h>
#include <sys/sbuf.h>
#include <sys/sysctl.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "tests/stubs/freebsd/kernel/kernel.h"

struct sbuf {
  std::string text;
  bool finished = false;
  sysctl_req* request = nullptr;
};

namespace fake {
namespace {
long live_sbufs = 0;

std::string HexDump(const unsigned char* bytes, const char* separator, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) {
    char hex[4];
    std::snprintf(hex, sizeof(hex), "%02x", bytes[i]);
    out += (i != 0 ? separator : "") + std::string(hex);
  }
  return out;
}

// One conversion, with the C library's help.
std::string Convert(std::string spec, va_list arguments) {
  char out[1024];
  const char kind = spec.back();
  const auto longs = static_cast<size_t>(std::count(spec.begin(), spec.end(), 'l'));
  int precision = -1;
  if (const size_t star = spec.find('*'); star != std::string::npos) {
    precision = va_arg(arguments, int);
    spec.replace(star, 1, std::to_string(precision));
  }
  if (kind == 'D') {
    const auto* bytes = va_arg(arguments, const unsigned char*);
    const char* separator = va_arg(arguments, const char*);
    return HexDump(bytes, separator, std::atoi(spec.c_str() + 1));
  }
  if (kind == 's' || kind == 'p')
    std::snprintf(out, sizeof(out), spec.c_str(), va_arg(arguments, const void*));
  else if (longs == 2 || spec.find('j') != std::string::npos)
    std::snprintf(out, sizeof(out), spec.c_str(), va_arg(arguments, long long));
  else if (longs == 1 || spec.find('z') != std::string::npos)
    std::snprintf(out, sizeof(out), spec.c_str(), va_arg(arguments, long));
  else
    std::snprintf(out, sizeof(out), spec.c_str(), va_arg(arguments, int));
  return out;
}

}  // namespace

std::string Format(const char* format, va_list arguments) {
  va_list rest;
  va_copy(rest, arguments);
  std::string out;
  for (const char* c = format; *c != '\0'; ++c) {
    if (*c != '%') {
      out += *c;
      continue;
    }
    std::string spec = "%";
    do spec += *++c;
    while (std::strchr("0123456789.*-+#lhjz ", *c) != nullptr);
    out += *c == '%' ? "%" : Convert(spec, rest);
  }
  va_end(rest);
  return out;
}

std::vector<std::string>& Log() {
  static std::vector<std::string> log;
  return log;
}

std::vector<std::string>& Devctl() {
  static std::vector<std::string> notices;
  return notices;
}

long LiveSbufs() { return live_sbufs; }

}  // namespace fake

namespace {
std::string FormatHere(const char* format, va_list arguments) {
  std::string text = fake::Format(format, arguments);
  va_end(arguments);
  return text;
}
void CheckOpen(const sbuf* out) {
  if (out->finished) fake::Complain("writes to a finished sbuf");
}
}  // namespace

#define FORMAT_(text)          \
  va_list arguments;           \
  va_start(arguments, format); \
  const std::string text = FormatHere(format, arguments)

extern "C" {

int fake_printf(const char* format, ...) {
  FORMAT_(text);
  fake::Log().push_back(text);
  return static_cast<int>(text.size());
}

int if_printf(ifnet* ifp, const char* format, ...) {
  FORMAT_(text);
  fake::Log().push_back(ifp->if_xname + (": " + text));
  return static_cast<int>(text.size());
}

int fake_snprintf(char* out, size_t size, const char* format, ...) {
  FORMAT_(text);
  fake_strlcpy(out, text.c_str(), size);
  return static_cast<int>(text.size());
}

size_t fake_strlcpy(char* to, const char* from, size_t size) {
  const size_t length = std::strlen(from);
  if (size != 0) {
    std::strncpy(to, from, size - 1);
    to[size - 1] = '\0';
  }
  return length;
}

void devctl_notify(const char* system, const char* subsystem, const char* type, const char* data) {
  fake::Devctl().push_back(std::string(system) + " " + subsystem + " " + type + " " +
                           (data != nullptr ? data : ""));
}

sbuf* sbuf_new_auto() {
  fake::MaySleep("sbuf_new_auto");
  ++fake::live_sbufs;
  return new sbuf;
}

sbuf* sbuf_new_for_sysctl(sbuf*, char*, int, sysctl_req* request) {
  sbuf* out = sbuf_new_auto();
  out->request = request;
  return out;
}

int sbuf_printf(sbuf* out, const char* format, ...) {
  CheckOpen(out);
  FORMAT_(text);
  out->text += text;
  return 0;
}

int sbuf_cat(sbuf* out, const char* text) {
  CheckOpen(out);
  out->text += text;
  return 0;
}

int sbuf_finish(sbuf* out) {
  CheckOpen(out);
  out->finished = true;
  return out->request != nullptr
             ? fake_sysctl_out(out->request, out->text.c_str(), out->text.size() + 1)
             : 0;
}

char* sbuf_data(sbuf* out) {
  if (!out->finished) fake::Complain("reads an unfinished sbuf");
  return out->text.data();
}

ssize_t sbuf_len(sbuf* out) { return static_cast<ssize_t>(out->text.size()); }

void sbuf_delete(sbuf* out) {
  --fake::live_sbufs;
  delete out;
}

}  // extern "C"
