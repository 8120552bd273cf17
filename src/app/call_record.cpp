#include "app/call_record.h"

#include <algorithm>
#include <utility>

#include "wire/error_body.h"

namespace flows::app {
namespace {

// The ID of the flow that the path is about: of an operation on flows, or on tags of one.
std::string flow_of(const api::Call& call) {
  for (const char* const label : {"flowIdentifier", "resourceArn"}) {
    const auto found = call.labels.find(label);
    if (found != call.labels.end()) return local::flow_id_in(found->second);
  }
  return {};
}

}  // namespace

CallRecord::CallRecord(local::RequestJournal& journal, const base::Clock& clock,
                       const base::Caller& caller, const api::Call* call,
                       const wire::Exchange& exchange)
    : journal_(journal) {
  entry_.time = clock.now();
  entry_.request_id = exchange.request_id;
  entry_.caller = caller;
  entry_.status = 500;
  entry_.error_code = wire::error_name(base::ErrorCode::kInternalServer);
  if (call == nullptr) return;
  entry_.service = wire::service_name(call->operation->service);
  entry_.operation = call->operation->name;
  entry_.flow = flow_of(*call);
}

CallRecord::~CallRecord() {
  entry_.duration = stopwatch_.elapsed();
  journal_.add(std::move(entry_));
}

void CallRecord::ended(const wire::Response& response) {
  entry_.status = response.status;
  entry_.error_code = wire::error_name_of(response);
}

void CallRecord::ended(const api::StreamEnd& end) {
  entry_.status = 200;
  entry_.error_code = end.exception ? wire::error_name(*end.exception) : std::string_view{};
}

}  // namespace flows::app
