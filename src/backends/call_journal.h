#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "nodes/clients.h"

namespace flows::backends {

// One call of a node, as the journal retains it.
struct CallEntry {
  base::TimePoint time;        // when it began, on the emulator's clock
  std::string_view kind;       // one of kCallKinds
  std::string_view operation;  // as the service calls it, e.g. "Converse"
  nodes::RunIdentity run;
  std::string node;
  std::string served_by;  // the pointer of a rule or its substitute; empty if nothing served
  std::string request;    // JSON text; beyond limits::kCallTextBytesMax only its length
  std::string response;   // the same; empty if the call failed
  std::optional<base::Error> error = {};
  std::chrono::nanoseconds duration{};
};

// The services that nodes call, by the names that the journal uses.
inline constexpr std::string_view kCallKinds[] = {"model", "lambda", "knowledgeBase", "agent",
                                                  "lex",   "s3",     "code"};

// The latest calls of nodes, in memory only: at most limits::kCallJournalEntriesMax entries and
// limits::kCallJournalBytesMax bytes, after which the oldest are dropped. Threads: any.
class CallJournal {
 public:
  void add(CallEntry entry);
  void clear();

  // Returns all entries, the newest first.
  [[nodiscard]] std::vector<std::shared_ptr<const CallEntry>> entries() const;

 private:
  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<const CallEntry>> entries_;  // the oldest first
  std::size_t bytes_ = 0;                                 // of their requests and responses
};

// Records one call in the journal: it begins when this is made, and is added when this is
// destroyed.
class JournaledCall {
 public:
  // `journal` and `clock` must outlive it. `kind` and `operation` are literals.
  JournaledCall(CallJournal& journal, const base::Clock& clock, std::string_view kind,
                std::string_view operation, const nodes::Call& call, const base::Json& request);
  ~JournaledCall();
  JournaledCall(const JournaledCall&) = delete;
  JournaledCall& operator=(const JournaledCall&) = delete;

  void served_by(std::string what) { entry_.served_by = std::move(what); }

  // Record how the call ended.
  void failed(const base::Error& error) { entry_.error = error; }
  void succeeded(const base::Json& response);
  template <class Response, class ToJson>
  void ended(const base::Result<Response>& result, const ToJson& to_json) {
    if (result) {
      succeeded(to_json(*result));
    } else {
      failed(result.error());
    }
  }

 private:
  CallJournal& journal_;
  CallEntry entry_;
  base::Stopwatch stopwatch_;
};

}  // namespace flows::backends
