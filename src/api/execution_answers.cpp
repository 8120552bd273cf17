#include "api/execution_answers.h"

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

void ExecutionSummaries::add(const store::ListedExecution& execution) {
  more_ = size_ == size_max_;
  if (more_) return;
  text_ += size_ == 0 ? "{" : ",{";
  ++size_;
  last_id_ = execution.id;
  add_text(R"("createdAt":)", wire::format_timestamp(execution.started_at));
  if (execution.ended_at) {
    add_text(R"(,"endedAt":)", wire::format_timestamp(*execution.ended_at));
  }
  execution_arn_.assign(arn_of(execution.alias_id)).append("/execution/").append(execution.name);
  add_text(R"(,"executionArn":)", execution_arn_);
  add_text(R"(,"flowAliasIdentifier":)", execution.alias_id);
  add_text(R"(,"flowIdentifier":)", flow_id_);
  add_text(R"(,"flowVersion":)", execution.version);
  add_text(R"(,"status":)", execution.status);
  text_ += '}';
}

void ExecutionSummaries::add_text(std::string_view name, std::string_view value) {
  text_ += name;
  base::append_json_string(text_, value);
}

std::string ExecutionSummaries::list() {
  text_ += ']';
  return std::move(text_);
}

std::optional<std::vector<std::string>> ExecutionSummaries::last_key() const {
  if (!more_) return std::nullopt;
  return std::vector{std::to_string(last_id_)};
}

const std::string& ExecutionSummaries::arn_of(std::string_view alias_id) {
  if (alias_id != alias_id_) {
    alias_id_ = alias_id;
    alias_arn_ = model::flow_alias_arn(caller_, flow_id_, alias_id);
  }
  return alias_arn_;
}

}  // namespace flows::api
