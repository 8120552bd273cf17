#pragma once

#include <string>
#include <string_view>

#include "api/serve.h"
#include "base/clock.h"
#include "local/request_journal.h"
#include "wire/message.h"

namespace flows::app {

// One request for AWS's API that the journal of requests will hold: made when it arrives, entered
// when it goes out of scope. A request without a call of `ended` counts as failed by a bug of ours.
// Threads: one at a time.
class RequestRecord {
 public:
  RequestRecord(local::RequestJournal& journal, const base::Clock& clock,
                const base::Caller& caller, std::string request_id);
  RequestRecord(RequestRecord&& other) noexcept;
  RequestRecord& operator=(RequestRecord&&) = delete;
  ~RequestRecord();

  // Says which operation the request calls. Without this call the journal says that no operation
  // has its method and path.
  void calls(const api::Call& call);

  // Says how the request ended: with a response, or with a stream.
  void ended(const wire::Response& response);
  void ended(const api::StreamEnd& end);

 private:
  local::RequestJournal* journal_;  // nullptr if moved from
  local::RequestEntry entry_;
  base::Stopwatch stopwatch_;
};

}  // namespace flows::app
