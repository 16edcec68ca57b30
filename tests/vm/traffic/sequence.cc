// SPDX-License-Identifier: BSD-2-Clause

#include "tests/vm/traffic/sequence.h"

#include <algorithm>
#include <cstdio>

namespace vfpair::traffic {
namespace {

constexpr std::int64_t kNotableGapNs = 20'000'000;
constexpr std::int64_t kTimelineStepNs = 20'000'000;
constexpr std::size_t kMaxNotes = 2000;  // keeps a report of a disaster short
constexpr std::uint64_t kMaxSequence = 1 << 26;

double Milliseconds(std::int64_t ns) { return static_cast<double>(ns) / 1e6; }

void AppendFormat(std::string& out, const char* format, auto... values) {
  char text[256];
  std::snprintf(text, sizeof text, format, values...);
  out += text;
}

}  // namespace

void SequenceLog::Add(const Arrival& arrival) {
  if (arrival.sequence >= kMaxSequence) return;
  ++received_;
  longest_delay_ns_ =
      std::max(longest_delay_ns_, arrival.received_ns - arrival.sent_ns);

  if (last_received_ns_ != 0 && !arrival.is_after_pause) {
    const Gap gap{last_received_ns_, arrival.received_ns,
                  std::max<std::int64_t>(0, arrival.sent_ns - last_sent_ns_)};
    const std::int64_t length = gap.to_ns - gap.from_ns;
    if (length > longest_.to_ns - longest_.from_ns) longest_ = gap;
    if (length >= kNotableGapNs && gaps_.size() < kMaxNotes) gaps_.push_back(gap);
  }
  last_received_ns_ = arrival.received_ns;
  last_sent_ns_ = arrival.sent_ns;

  const Note note{arrival.sequence, arrival.sent_ns, arrival.received_ns};
  if (arrival.sequence < sent_ns_.size()) {
    std::int64_t& sent = sent_ns_[arrival.sequence];
    if (sent != 0) {
      if (duplicates_.size() < kMaxNotes) duplicates_.push_back(note);
      return;
    }
    sent = arrival.sent_ns;
    ++reordered_;
    if (late_.size() < kMaxNotes) late_.push_back(note);
  } else {
    sent_ns_.resize(arrival.sequence + 1, 0);
    sent_ns_.back() = arrival.sent_ns;
  }
  ++distinct_;
}

std::string SequenceLog::Report(std::uint64_t sent) const {
  // More arrived than the sender admits to: believe the packets.
  sent = std::max<std::uint64_t>(sent, sent_ns_.size());
  std::string out = "{";
  AppendFormat(out,
               "\"sent\":%llu,\"received\":%llu,\"lost\":%llu,"
               "\"duplicated\":%llu,\"reordered\":%llu,",
               static_cast<unsigned long long>(sent),
               static_cast<unsigned long long>(received_),
               static_cast<unsigned long long>(sent - distinct_),
               static_cast<unsigned long long>(duplicated()),
               static_cast<unsigned long long>(reordered_));
  AppendFormat(out,
               "\"longest_gap_ms\":%.3f,\"longest_gap_at_ns\":%lld,"
               "\"longest_gap_sender_ms\":%.3f,\"longest_delay_ms\":%.3f,",
               Milliseconds(longest_.to_ns - longest_.from_ns),
               static_cast<long long>(longest_.from_ns),
               Milliseconds(longest_.sender_ns),
               Milliseconds(longest_delay_ns_));

  // A run of missing numbers was sent between its two neighbours.
  out += "\"losses\":[";
  const char* comma = "";
  std::size_t notes = 0;
  for (std::uint64_t i = 0; i < sent; ++i) {
    if (i < sent_ns_.size() && sent_ns_[i] != 0) continue;
    const std::uint64_t first = i;
    while (i + 1 < sent && (i + 1 >= sent_ns_.size() || sent_ns_[i + 1] == 0)) ++i;
    if (++notes > kMaxNotes) break;
    const std::int64_t after = first > 0 ? sent_ns_[first - 1] : 0;
    const std::int64_t before = i + 1 < sent_ns_.size() ? sent_ns_[i + 1] : 0;
    AppendFormat(out, "%s{\"first\":%llu,\"count\":%llu,\"after_ns\":%lld,\"before_ns\":%lld}",
                 comma, static_cast<unsigned long long>(first),
                 static_cast<unsigned long long>(i - first + 1),
                 static_cast<long long>(after), static_cast<long long>(before));
    comma = ",";
  }
  const auto list = [&out](const char* name, const std::vector<Note>& notes_of) {
    AppendFormat(out, "],\"%s\":[", name);
    const char* separator = "";
    for (const Note& note : notes_of) {
      AppendFormat(out, "%s{\"sequence\":%llu,\"sent_ns\":%lld,\"received_ns\":%lld}",
                   separator, static_cast<unsigned long long>(note.sequence),
                   static_cast<long long>(note.sent_ns),
                   static_cast<long long>(note.received_ns));
      separator = ",";
    }
  };
  list("duplicates", duplicates_);
  list("late", late_);
  out += "],\"gaps\":[";
  comma = "";
  for (const Gap& gap : gaps_) {
    AppendFormat(out, "%s{\"from_ns\":%lld,\"to_ns\":%lld,\"sender_ms\":%.3f}", comma,
                 static_cast<long long>(gap.from_ns),
                 static_cast<long long>(gap.to_ns), Milliseconds(gap.sender_ns));
    comma = ",";
  }
  // When numbers were sent, coarsely: enough to divide a stream into phases.
  out += "],\"timeline\":[";
  comma = "";
  std::int64_t next = 0;
  for (std::uint64_t i = 0; i < sent_ns_.size(); ++i) {
    if (sent_ns_[i] == 0 || sent_ns_[i] < next) continue;
    next = sent_ns_[i] + kTimelineStepNs;
    AppendFormat(out, "%s[%llu,%lld]", comma, static_cast<unsigned long long>(i),
                 static_cast<long long>(sent_ns_[i]));
    comma = ",";
  }
  return out + "]}";
}

}  // namespace vfpair::traffic
