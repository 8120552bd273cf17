#include "app/request_record.h"

#include <utility>

#include "wire/error_body.h"

namespace flows::app {
namespace {

// Returns the ID of the flow in the path of an operation on flows, or on the tags of one; empty for
// other operations.
std::string flow_of(const api::Call& call) {
  for (const char* const label : {"flowIdentifier", "resourceArn"}) {
    const auto found = call.labels.find(label);
    if (found != call.labels.end()) return local::flow_id_in(found->second);
  }
  return {};
}

}  // namespace

RequestRecord::RequestRecord(local::RequestJournal& journal, const base::Clock& clock,
                             const base::Caller& caller, std::string request_id)
    : journal_(&journal) {
  entry_.time = clock.now();
  entry_.request_id = std::move(request_id);
  entry_.caller = caller;
  entry_.status = 500;
  entry_.error_code = wire::error_name(base::ErrorCode::kInternalServer);
}

RequestRecord::RequestRecord(RequestRecord&& other) noexcept
    : journal_(std::exchange(other.journal_, nullptr)),
      entry_(std::move(other.entry_)),
      stopwatch_(other.stopwatch_) {}

RequestRecord::~RequestRecord() {
  if (journal_ == nullptr) return;
  entry_.duration = stopwatch_.elapsed();
  journal_->add(std::move(entry_));
}

void RequestRecord::calls(const api::Call& call) {
  entry_.service = wire::service_name(call.operation->service);
  entry_.operation = call.operation->name;
  entry_.flow = flow_of(call);
}

void RequestRecord::ended(const wire::Response& response) {
  entry_.status = response.status;
  entry_.error_code = wire::error_name_of(response);
}

void RequestRecord::ended(const api::StreamEnd& end) {
  entry_.status = 200;
  entry_.error_code = end.exception ? wire::error_name(*end.exception) : std::string_view{};
}

}  // namespace flows::app
