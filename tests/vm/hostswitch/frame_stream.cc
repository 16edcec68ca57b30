// SPDX-License-Identifier: BSD-2-Clause

#include "tests/vm/hostswitch/frame_stream.h"

#include <utility>

namespace vfpair::hostswitch {
namespace {

constexpr std::size_t kLength = 4;

}  // namespace

void FrameReader::Append(std::span<const std::uint8_t> bytes) {
  if (begin_ == buffer_.size()) {
    buffer_.clear();
    begin_ = 0;
  }
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

std::optional<Frame> FrameReader::Next() {
  const auto rest = std::span<const std::uint8_t>(buffer_).subspan(begin_);
  if (broken_ || rest.size() < kLength) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = 0; i < kLength; ++i) length = length << 8 | rest[i];
  if (length > kMaxFrame) {
    broken_ = true;
    return std::nullopt;
  }
  if (rest.size() < kLength + length) {
    // Keep the buffer short: move what is left of it to the front.
    buffer_.erase(buffer_.begin(),
                  buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
    begin_ = 0;
    return std::nullopt;
  }
  begin_ += kLength + length;
  const auto body = rest.subspan(kLength, length);
  return Frame(body.begin(), body.end());
}

bool FrameQueue::Push(std::span<const std::uint8_t> frame) {
  if (encoded_.size() >= limit_) return false;
  Frame encoded;
  encoded.reserve(kLength + frame.size());
  for (std::size_t i = kLength; i-- > 0;) {
    encoded.push_back(static_cast<std::uint8_t>(frame.size() >> (8 * i)));
  }
  encoded.insert(encoded.end(), frame.begin(), frame.end());
  encoded_.push_back(std::move(encoded));
  return true;
}

std::span<const std::uint8_t> FrameQueue::Head() const {
  return std::span<const std::uint8_t>(encoded_.front()).subspan(offset_);
}

std::optional<std::size_t> FrameQueue::Written(std::size_t count) {
  offset_ += count;
  if (offset_ < encoded_.front().size()) return std::nullopt;
  const std::size_t size = encoded_.front().size() - kLength;
  encoded_.pop_front();
  offset_ = 0;
  return size;
}

std::size_t FrameQueue::Clear() {
  const std::size_t frames = encoded_.size();
  encoded_.clear();
  offset_ = 0;
  return frames;
}

}  // namespace vfpair::hostswitch
