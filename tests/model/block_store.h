// SPDX-License-Identifier: BSD-2-Clause
// Millions of images of a world that differ in few bytes: each distinct block of 64 bytes is kept
// once, and so is each row of 16 block numbers. An image is then its few row numbers, and two
// images are the same exactly when these are: no hash stands in for a comparison.
#ifndef VFPAIR_TESTS_MODEL_BLOCK_STORE_H_
#define VFPAIR_TESTS_MODEL_BLOCK_STORE_H_

#include <cstring>
#include <memory>
#include <vector>

#include "vfpair/types.h"

namespace vfpair::model {

/// Distinct records of one size, numbered in the order in which they were first seen.
template <Size kBytes>
class Interner {
 public:
  static_assert(kBytes % 8 == 0);

  Interner() : slots_(1u << 12, kEmpty) {}

  /// @returns the number of the record with these bytes; `is_new` says whether it had to be added.
  U32 Intern(const void* bytes, bool& is_new) {
    const Size mask = slots_.size() - 1;
    for (Size at = Hash(bytes) & mask;; at = (at + 1) & mask) {
      const U32 found = slots_[at];
      if (found == kEmpty) {
        is_new = true;
        slots_[at] = count_;
        return Append(bytes);
      }
      if (std::memcmp(Get(found), bytes, kBytes) == 0) {
        is_new = false;
        return found;
      }
    }
  }

  const U8* Get(U32 index) const {
    return pages_[index >> kPageShift].get() + (index & kPageMask) * kBytes;
  }
  U32 size() const { return count_; }
  Size bytes() const { return pages_.size() * kPageRecords * kBytes + slots_.size() * sizeof(U32); }

 private:
  static constexpr U32 kEmpty = ~U32{0};
  static constexpr U32 kPageShift = 12;
  static constexpr U32 kPageRecords = 1u << kPageShift;
  static constexpr U32 kPageMask = kPageRecords - 1;

  static U64 Hash(const void* bytes) {
    U64 hash = 0x9e3779b97f4a7c15u;
    for (Size i = 0; i < kBytes; i += 8) {
      U64 word;
      std::memcpy(&word, static_cast<const U8*>(bytes) + i, 8);
      hash = (hash ^ word) * 0xff51afd7ed558ccdu;
      hash ^= hash >> 32;
    }
    return hash;
  }
  U32 Append(const void* bytes) {
    if ((count_ & kPageMask) == 0) pages_.emplace_back(new U8[kPageRecords * kBytes]);
    std::memcpy(const_cast<U8*>(Get(count_)), bytes, kBytes);
    ++count_;
    if (count_ * U64{2} > slots_.size()) Grow();
    return count_ - 1;
  }
  void Grow() {
    std::vector<U32> wider(slots_.size() * 2, kEmpty);
    const Size mask = wider.size() - 1;
    for (U32 i = 0; i < count_; ++i) {
      Size at = Hash(Get(i)) & mask;
      while (wider[at] != kEmpty) at = (at + 1) & mask;
      wider[at] = i;
    }
    slots_.swap(wider);
  }

  std::vector<std::unique_ptr<U8[]>> pages_;
  std::vector<U32> slots_;
  U32 count_ = 0;
};

/// Distinct images of kImage bytes.
template <Size kImage>
class ImageStore {
 public:
  static constexpr Size kBlock = 64;
  static constexpr Size kBlocks = kImage / kBlock;
  static constexpr Size kPerRow = 16;
  static constexpr Size kRows = (kBlocks + kPerRow - 1) / kPerRow;
  static_assert(kImage % kBlock == 0);

  /// An image taken apart: what makes storing a slightly different one cheap.
  struct Parts {
    alignas(kBlock) U8 bytes[kImage];
    U32 blocks[kRows * kPerRow] = {};
    U32 rows[kRows + kRows % 2] = {};
  };

  /// Stores `image`. `base` is one that is stored already and equal to it in most blocks.
  /// @returns its number.
  U32 Put(const U8* image, const Parts& base, bool& is_new) {
    U32 rows[kRows + kRows % 2] = {};
    bool ignored;
    for (Size row = 0; row < kRows; ++row) {
      U32 blocks[kPerRow];
      std::memcpy(blocks, base.blocks + row * kPerRow, sizeof blocks);
      bool same = true;
      for (Size i = 0; i < kPerRow && row * kPerRow + i < kBlocks; ++i) {
        const Size offset = (row * kPerRow + i) * kBlock;
        if (std::memcmp(image + offset, base.bytes + offset, kBlock) == 0) continue;
        blocks[i] = blocks_.Intern(image + offset, ignored);
        same = false;
      }
      rows[row] = same ? base.rows[row] : rows_.Intern(blocks, ignored);
    }
    return images_.Intern(rows, is_new);
  }

  /// Stores the first image of all.
  U32 PutFirst(const U8* image) {
    bool ignored;
    U32 rows[kRows + kRows % 2] = {};
    for (Size row = 0; row < kRows; ++row) {
      U32 blocks[kPerRow] = {};
      for (Size i = 0; i < kPerRow && row * kPerRow + i < kBlocks; ++i)
        blocks[i] = blocks_.Intern(image + (row * kPerRow + i) * kBlock, ignored);
      rows[row] = rows_.Intern(blocks, ignored);
    }
    return images_.Intern(rows, ignored);
  }

  void Get(U32 index, Parts& out) const {
    std::memcpy(out.rows, images_.Get(index), sizeof out.rows);
    for (Size row = 0; row < kRows; ++row)
      std::memcpy(out.blocks + row * kPerRow, rows_.Get(out.rows[row]), kPerRow * sizeof(U32));
    for (Size i = 0; i < kBlocks; ++i)
      std::memcpy(out.bytes + i * kBlock, blocks_.Get(out.blocks[i]), kBlock);
  }

  U32 size() const { return images_.size(); }
  Size bytes() const { return blocks_.bytes() + rows_.bytes() + images_.bytes(); }

 private:
  Interner<kBlock> blocks_;
  Interner<kPerRow * sizeof(U32)> rows_;
  Interner<(kRows + kRows % 2) * sizeof(U32)> images_;
};

}  // namespace vfpair::model

#endif  // VFPAIR_TESTS_MODEL_BLOCK_STORE_H_
