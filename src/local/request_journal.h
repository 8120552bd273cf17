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

// One call of AWS's API, as the journal keeps it. Texts are empty where there is nothing to say.
struct RequestEntry {
  base::TimePoint time;  // of its arrival, on the emulator's clock
  std::string request_id;
  std::string_view service;    // "bedrock-agent", "bedrock-agent-runtime"; lives for ever
  std::string_view operation;  // empty: no operation has that method and path; lives for ever
  std::string flow;            // the ID of the flow in the path
  base::Caller caller;
  int status = 0;
  std::string error_code;  // the exception, be it an answer or the end of a stream
  std::chrono::nanoseconds duration{};
};

// The ID of a flow in `text`, which is an ID or an ARN of a flow or of what is inside of one; empty
// in any other text.
std::string flow_id_in(std::string_view text);

// Which entries are wanted; what is absent does not narrow.
struct RequestFilter {
  std::optional<std::string> operation = {};
  std::optional<std::string> flow = {};
  std::optional<int> status = {};
  std::optional<std::size_t> limit = {};
};

// The latest calls of AWS's API: at most limits::kJournalEntriesMax, then the oldest go. In memory
// only. Threads: any.
class RequestJournal {
 public:
  void add(RequestEntry entry);
  void clear();

  // Those that fit, the newest first.
  [[nodiscard]] std::vector<RequestEntry> find(const RequestFilter& filter) const;

 private:
  mutable std::mutex mutex_;
  std::deque<RequestEntry> entries_;  // the oldest first
};

}  // namespace flows::local
