#include "app/request_record.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/limits.h"
#include "base/log.h"
#include "base/text/percent.h"
#include "wire/error_body.h"
#include "wire/target.h"

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

// Returns an identifier or a path of a client for a line of the log: short, and without anything
// that could end the line or look like its next word.
std::string for_log(std::string_view name) {
  const std::string_view shown = name.substr(0, base::limits::kLoggedNameBytesMax);
  return base::percent_encode(shown, "/:%") + (shown.size() < name.size() ? "..." : "");
}

// Returns the part of an ARN that names the resource, e.g. "flow/ABCDEFGHIJ"; any other text as it
// is.
std::string_view resource_in(std::string_view text) {
  constexpr int kPartsBefore = 5;
  if (!text.starts_with("arn:")) return text;
  std::string_view rest = text;
  for (int part = 0; part < kPartsBefore; ++part) {
    const std::size_t colon = rest.find(':');
    if (colon == rest.npos) return text;
    rest.remove_prefix(colon + 1);
  }
  return rest;
}

// Returns the operation and the identifiers of its path in their order; of an ARN only what an
// identifier would say.
std::string describe(const api::Call& call) {
  std::string words(call.operation->name);
  std::string_view uri = call.operation->uri;
  for (std::size_t open = uri.find('{'); open != uri.npos; open = uri.find('{')) {
    uri.remove_prefix(open + 1);
    const std::string_view label = uri.substr(0, uri.find('}'));
    const auto found = call.labels.find(std::string(label));
    if (found == call.labels.end()) continue;
    std::string_view name = resource_in(found->second);
    if (label != "resourceArn") name.remove_prefix(std::min(name.rfind('/') + 1, name.size()));
    words.append(" ").append(for_log(name));
  }
  return words;
}

// The query is left out: that of a presigned URL lets others in.
std::string describe(const wire::Request& request) {
  if (request.method.empty()) return "unidentified request";
  const std::string_view target = request.target;
  return for_log(request.method) + " " + for_log(target.substr(0, target.find('?')));
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
      is_call_(other.is_call_),
      subject_(std::move(other.subject_)),
      stopwatch_(other.stopwatch_) {}

RequestRecord::~RequestRecord() {
  if (journal_ == nullptr) return;
  entry_.duration = stopwatch_.elapsed();
  if (base::is_logged(base::LogLevel::kInfo)) log();
  if (is_call_) journal_->add(std::move(entry_));
}

void RequestRecord::calls(const api::Call& call) {
  entry_.service = wire::service_name(call.operation->service);
  entry_.operation = call.operation->name;
  entry_.flow = flow_of(call);
  if (base::is_logged(base::LogLevel::kInfo)) subject_ = describe(call);
}

void RequestRecord::refuses(const wire::Request& request) {
  entry_.method = wire::shown(request.method);
  entry_.path = wire::shown(wire::raw_path(request.target));
  if (base::is_logged(base::LogLevel::kInfo)) subject_ = describe(request);
}

void RequestRecord::is_no_call() { is_call_ = false; }

// Writes a line such as "InvokeFlow ABCDEFGHIJ TSTALIASID 200 12 ms".
void RequestRecord::log() const {
  const auto took = std::chrono::round<std::chrono::milliseconds>(entry_.duration).count();
  const std::string status = std::to_string(entry_.status);
  const std::string duration = std::to_string(took);
  std::string line = subject_;
  for (const std::string_view word : {std::string_view(status), std::string_view(entry_.error_code),
                                      std::string_view(duration)}) {
    if (!word.empty()) line.append(" ").append(word);
  }
  line += " ms";
  base::log_for_people(base::LogLevel::kInfo, line,
                       {{.name = "requestId", .value = entry_.request_id},
                        {.name = "service", .value = entry_.service},
                        {.name = "operation", .value = entry_.operation},
                        {.name = "flow", .value = entry_.flow},
                        {.name = "account", .value = entry_.caller.account},
                        {.name = "region", .value = entry_.caller.region},
                        {.name = "status", .value = status, .is_number = true},
                        {.name = "errorCode", .value = entry_.error_code},
                        {.name = "durationMs", .value = duration, .is_number = true}});
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
