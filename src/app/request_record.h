#pragma once

#include <string>
#include <string_view>

#include "api/serve.h"
#include "base/clock.h"
#include "local/request_journal.h"
#include "wire/message.h"

namespace flows::app {

// Records one request for AWS's API in the journal of requests and as a line of the log: it begins
// when this is made, and is added when this is destroyed. A request for which `ended` is not called
// counts as an internal error. Threads: one at a time.
class RequestRecord {
 public:
  RequestRecord(local::RequestJournal& journal, const base::Clock& clock,
                const base::Caller& caller, std::string request_id);
  RequestRecord(RequestRecord&& other) noexcept;
  RequestRecord& operator=(RequestRecord&&) = delete;
  ~RequestRecord();

  // Records which operation the request calls.
  void calls(const api::Call& call);

  // Records the method and path of a request that calls no operation, for the journal and the log.
  void refuses(const wire::Request& request);

  // Leaves the request out of the journal, because it is none for AWS's API.
  void is_no_call();

  // Record how the request ended: with a response, or with a stream.
  void ended(const wire::Response& response);
  void ended(const api::StreamEnd& end);

 private:
  void log() const;

  local::RequestJournal* journal_;  // nullptr if moved from
  local::RequestEntry entry_;
  bool is_call_ = true;
  std::string subject_;  // what the line of the log says about the request
  base::Stopwatch stopwatch_;
};

}  // namespace flows::app
