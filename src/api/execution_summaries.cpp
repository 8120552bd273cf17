#include "api/execution_summaries.h"

#include <utility>

#include "base/json_text.h"
#include "wire/timestamp.h"

namespace flows::api {

ExecutionSummaries::ExecutionSummaries(const base::Caller& caller, std::string flow_id,
                                       std::size_t size_max)
    : caller_(caller), flow_id_(std::move(flow_id)), size_max_(size_max) {
  constexpr std::size_t kUsualBytes = 420;  // the size of one summary with a generated name
  text_ = Page::begin_response("flowExecutionSummaries", size_max_ * kUsualBytes) + '[';
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

// Most executions of a list have these texts in common with the execution before them. The texts
// are escaped, because an imported state may contain any character.
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
  shared_.front() = ',';  // continues the object that has been begun
}

std::string ExecutionSummaries::response(const Page& page) {
  text_ += ']';
  std::optional<std::vector<std::string>> last_key;
  if (more_) last_key = std::vector{std::to_string(last_id_)};
  page.end_response(text_, last_key);
  return std::move(text_);
}

}  // namespace flows::api
