#include "api/execution_answers.h"

#include <utility>

#include "api/input.h"
#include "base/json_text.h"
#include "store/store_errors.h"
#include "wire/timestamp.h"

namespace flows::api {
namespace {

std::optional<std::string> ended_at(const model::FlowExecution& execution) {
  if (!execution.ended_at) return std::nullopt;
  return wire::format_timestamp(*execution.ended_at);
}

}  // namespace

base::Result<model::ExecutionName> execution_name(const base::Json& input) {
  constexpr std::string_view kFlow = ":flow/";
  constexpr std::string_view kExecution = "/execution/";
  model::ExecutionName name;
  name.flow_id = flow_id(input);
  ASSIGN_OR_RETURN(name.alias_id,
                   alias_id(name.flow_id, text_member(input, "flowAliasIdentifier")));
  const std::string identifier = text_member(input, "executionIdentifier");
  const auto execution = identifier.find(kExecution);
  if (execution == identifier.npos) {
    name.name = identifier;
    return name;
  }
  const auto flow = identifier.find(kFlow) + kFlow.size();
  if (identifier.substr(flow, execution - flow) != name.flow_id + "/alias/" + name.alias_id) {
    return store::resource_not_found();
  }
  name.name = identifier.substr(execution + kExecution.size());
  return name;
}

std::string execution_answer(const base::Caller& caller, const model::FlowExecution& execution) {
  return base::ObjectText()
      .string_if("endedAt", ended_at(execution))
      .raw_if("errors", execution.errors_json)
      .string("executionArn", model::flow_execution_arn(caller, execution.name))
      .string("flowAliasIdentifier", execution.name.alias_id)
      .string("flowIdentifier", execution.name.flow_id)
      .string("flowVersion", execution.version)
      .string("startedAt", wire::format_timestamp(execution.started_at))
      .string("status", execution.status)
      .finish();
}

ExecutionSummaries::ExecutionSummaries(const base::Caller& caller, std::string flow_id,
                                       std::size_t size_max)
    : caller_(caller), flow_id_(std::move(flow_id)), size_max_(size_max) {
  constexpr std::size_t kUsualBytes = 420;  // of one, with a generated name
  text_ = Page::begin_answer("flowExecutionSummaries", size_max_ * kUsualBytes) + '[';
}

void ExecutionSummaries::add(const store::ListedExecution& execution) {
  more_ = size_ == size_max_;
  if (more_) return;
  find_shared(execution);
  text_ += size_ == 0 ? R"({"createdAt":")" : R"(,{"createdAt":")";
  ++size_;
  last_id_ = execution.id;
  wire::append_timestamp(text_, execution.started_at);
  if (execution.ended_at) {
    text_ += R"(","endedAt":")";
    wire::append_timestamp(text_, *execution.ended_at);
  }
  text_ += R"(","executionArn":)";
  arn_.resize(arn_bytes_before_name_);
  arn_ += execution.name;
  base::append_json_string(text_, arn_);
  text_ += shared_;
}

// Most executions of a list have these in common with the one before them. They are escaped, since
// a state may have been imported.
void ExecutionSummaries::find_shared(const store::ListedExecution& execution) {
  const bool same = execution.alias_id == alias_id_ && execution.version == version_ &&
                    execution.status == status_;
  if (same && !shared_.empty()) return;
  alias_id_ = execution.alias_id;
  version_ = execution.version;
  status_ = execution.status;
  arn_ = model::flow_alias_arn(caller_, flow_id_, alias_id_) + "/execution/";
  arn_bytes_before_name_ = arn_.size();
  shared_ = base::ObjectText()
                .string("flowAliasIdentifier", alias_id_)
                .string("flowIdentifier", flow_id_)
                .string("flowVersion", version_)
                .string("status", status_)
                .finish();
  shared_.front() = ',';  // goes on with the object that was begun
}

std::string ExecutionSummaries::answer(const Page& page) {
  text_ += ']';
  std::optional<std::vector<std::string>> last_key;
  if (more_) last_key = std::vector{std::to_string(last_id_)};
  page.end_answer(text_, last_key);
  return std::move(text_);
}

}  // namespace flows::api
