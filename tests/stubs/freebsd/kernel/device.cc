// SPDX-License-Identifier: BSD-2-Clause
// One character device, and the files by which it is open.
#include <sys/conf.h>

#include "tests/stubs/freebsd/kernel/kernel.h"

struct cdev {
  cdevsw* methods;
};

namespace {
cdev* the_device = nullptr;
int failures = 0;
// Of the file through which the calling thread is inside the device.
void** current_data = nullptr;
void (**current_destroy)(void*) = nullptr;
}  // namespace

namespace fake {

void FailMakeDevice(int count) { failures = count; }

bool DeviceExists() { return the_device != nullptr; }

File::File() {
  if (!DeviceExists()) {
    error_ = ENOENT;
    return;
  }
  current_data = &data_;
  current_destroy = &destroy_;
  error_ = the_device->methods->d_open(the_device, 0, 0, curthread);
}

File::~File() {
  if (destroy_ != nullptr) destroy_(data_);
}

int File::Write(const std::string& text) {
  if (!DeviceExists()) return error_ = ENXIO;
  std::string copy = text;
  current_data = &data_;
  uio request{copy.data(), static_cast<ssize_t>(copy.size()), true};
  return error_ = the_device->methods->d_write(the_device, &request, 0);
}

std::string File::Read(size_t most) {
  std::string buffer(most, '\0');
  if (!DeviceExists()) {
    error_ = ENXIO;
    return "";
  }
  current_data = &data_;
  uio request{buffer.data(), static_cast<ssize_t>(buffer.size()), false};
  error_ = the_device->methods->d_read(the_device, &request, 0);
  buffer.resize(most - static_cast<size_t>(request.uio_resid));
  return error_ == 0 ? buffer : "";
}

}  // namespace fake

extern "C" {

void make_dev_args_init(make_dev_args* args) { *args = {}; }

int make_dev_s(make_dev_args* args, cdev** out, const char*) {
  fake::MaySleep("make_dev");
  if (failures != 0 && failures-- != 0) return ENOSPC;
  *out = the_device = new cdev{args->mda_devsw};
  return 0;
}

void destroy_dev(cdev* device) {
  fake::MaySleep("destroy_dev");
  if (device != the_device) fake::Complain("destroys what is no device");
  delete std::exchange(the_device, nullptr);
}

int devfs_set_cdevpriv(void* data, void (*destroy)(void*)) {
  *current_data = data;
  *current_destroy = destroy;
  return 0;
}

int devfs_get_cdevpriv(void** data) {
  *data = *current_data;
  return *data == nullptr ? ENOENT : 0;
}

int uiomove(void* memory, int size, uio* request) {
  fake::MaySleep("copies from or to a program");
  if (request->is_write)
    std::memcpy(memory, request->buffer, static_cast<size_t>(size));
  else
    std::memcpy(request->buffer, memory, static_cast<size_t>(size));
  request->buffer += size;
  request->uio_resid -= size;
  return 0;
}

}  // extern "C"
