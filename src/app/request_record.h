#pragma once

#include <string>
#include <string_view>

#include "api/serve.h"
#include "base/clock.h"
#include "local/request_journal.h"
#include "wire/message.h"

namespace flows::app {

// One request for AWS's API on its way to the journal of requests: made when it arrives, entered
// when it goes out of scope. A request of which nothing more is said has failed by a bug of ours.
// Threads: one at a time.
class RequestRecord {
 public:
  RequestRecord(local::RequestJournal& journal, const base::Clock& clock,
                const base::Caller& caller, std::string request_id);
  RequestRecord(RequestRecord&& other) noexcept;
  RequestRecord& operator=(RequestRecord&&) = delete;
  ~RequestRecord();

  // Says what the request calls; without that no operation has its method and path.
  void calls(const api::Call& call);

  void ended(const wire::Response& response);
  void ended(const api::StreamEnd& end);

 private:
  local::RequestJournal* journal_;  // nullptr: moved from
  local::RequestEntry entry_;
  base::Stopwatch stopwatch_;
};

}  // namespace flows::app
