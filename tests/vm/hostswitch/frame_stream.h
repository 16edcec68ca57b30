// SPDX-License-Identifier: BSD-2-Clause
//
// QEMU's `-netdev stream` framing: a 4-byte big-endian length, then the frame.

#ifndef VFPAIR_TESTS_VM_HOSTSWITCH_FRAME_STREAM_H_
#define VFPAIR_TESTS_VM_HOSTSWITCH_FRAME_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

namespace vfpair::hostswitch {

using Frame = std::vector<std::uint8_t>;

// Cuts a byte stream into frames, however the bytes arrive.
class FrameReader {
 public:
  // Longer than anything QEMU sends (64 KiB and headers).
  static constexpr std::size_t kMaxFrame = 128 * 1024;

  void Append(std::span<const std::uint8_t> bytes);
  // The next complete frame, if there is one.
  std::optional<Frame> Next();
  // A length nobody sends: the stream is out of step and must be closed.
  bool broken() const { return broken_; }

 private:
  std::vector<std::uint8_t> buffer_;
  std::size_t begin_ = 0;
  bool broken_ = false;
};

// Frames waiting to be written, at most `limit` of them.
class FrameQueue {
 public:
  explicit FrameQueue(std::size_t limit) : limit_(limit) {}

  // False if full. A frame once taken is written completely or not at all.
  bool Push(std::span<const std::uint8_t> frame);
  bool empty() const { return encoded_.empty(); }
  // Bytes to write next, and what to do once `count` of them are written;
  // returns the size of the frame if that completed one.
  std::span<const std::uint8_t> Head() const;
  std::optional<std::size_t> Written(std::size_t count);
  std::size_t Clear();

 private:
  std::size_t limit_;
  std::deque<Frame> encoded_;
  std::size_t offset_ = 0;
};

}  // namespace vfpair::hostswitch

#endif  // VFPAIR_TESTS_VM_HOSTSWITCH_FRAME_STREAM_H_
