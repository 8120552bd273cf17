#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/caller.h"
#include "base/clock.h"

namespace flows::local {

// One call of AWS's API, as the journal retains it. A text is empty if it does not apply.
struct RequestEntry {
  base::TimePoint time;  // when it arrived, on the emulator's clock
  std::string request_id;
  std::string_view service;    // "bedrock-agent" or "bedrock-agent-runtime"; never destroyed
  std::string_view operation;  // empty if no operation has that method and path; never destroyed
  std::string method = {};     // if no operation was found, as wire::shown shows it
  std::string path = {};       // the same
  std::string flow;            // the ID of the flow in the path
  base::Caller caller;
  int status = 0;
  std::string error_code;  // the exception, in the response or at the end of a stream
  std::chrono::nanoseconds duration{};
};

// Returns the ID of the flow in `text`, which is an ID or the ARN of a flow or of something inside
// a flow; empty for any other text.
std::string flow_id_in(std::string_view text);

// Selects entries of the journal. An absent member matches every entry.
struct RequestFilter {
  std::optional<std::string> operation = {};
  std::optional<std::string> flow = {};
  std::optional<int> status = {};
  std::optional<std::size_t> limit = {};
};

// The latest calls of AWS's API, in memory only: at most limits::kRequestJournalEntriesMax, after
// which the oldest are dropped. Threads: any.
class RequestJournal {
 public:
  void add(RequestEntry entry);
  void clear();

  // Returns the entries that match, the newest first.
  [[nodiscard]] std::vector<RequestEntry> find(const RequestFilter& filter) const;

 private:
  mutable std::mutex mutex_;
  std::deque<RequestEntry> entries_;  // the oldest first
};

}  // namespace flows::local
