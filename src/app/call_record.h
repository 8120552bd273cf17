#pragma once

#include <string>
#include <string_view>

#include "api/serve.h"
#include "base/clock.h"
#include "local/request_journal.h"
#include "wire/exchange.h"

namespace flows::app {

// One call of AWS's API on its way to the journal: made when it arrives, entered when it goes out
// of scope. A call that says nothing of its end has failed by a bug of ours.
class CallRecord {
 public:
  // `call` is nullptr where no operation has the method and path.
  CallRecord(local::RequestJournal& journal, const base::Clock& clock, const base::Caller& caller,
             const api::Call* call, const wire::Exchange& exchange);
  ~CallRecord();
  CallRecord(const CallRecord&) = delete;
  CallRecord& operator=(const CallRecord&) = delete;

  void ended(const wire::Response& response);
  void ended(const api::StreamEnd& end);

 private:
  local::RequestJournal& journal_;
  local::RequestEntry entry_;
  base::Stopwatch stopwatch_;
};

}  // namespace flows::app
