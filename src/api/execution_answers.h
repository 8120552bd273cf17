#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/operation.h"
#include "model/flow_execution.h"
#include "store/execution_store.h"

namespace flows::api {

// Which execution a call is about: its identifier may be a name or an ARN. Errors:
// kResourceNotFound, where an ARN names another flow or alias.
base::Result<model::ExecutionName> execution_name(const base::Json& input);

// What GetFlowExecution answers.
std::string execution_answer(const base::Caller& caller, const model::FlowExecution& execution);

// The lines of a page of ListFlowExecutions, written as they are read: a page is long, and asked
// for often.
class ExecutionSummaries {
 public:
  ExecutionSummaries(const base::Caller& caller, std::string flow_id, std::size_t size_max)
      : caller_(caller), flow_id_(std::move(flow_id)), size_max_(size_max) {}

  // One beyond `size_max` only says that there is more.
  void add(const store::ListedExecution& execution);

  // The finished list; once, last.
  std::string list();

  // Where the next page goes on; nothing on the last one.
  [[nodiscard]] std::optional<std::vector<std::string>> last_key() const;

 private:
  // `name` as it stands in the text, with its colon.
  void add_text(std::string_view name, std::string_view value);
  const std::string& arn_of(std::string_view alias_id);

  const base::Caller& caller_;
  const std::string flow_id_;
  const std::size_t size_max_;
  std::string text_ = "[";
  std::size_t size_ = 0;
  std::int64_t last_id_ = 0;
  bool more_ = false;
  std::string alias_id_;  // the last one, and its ARN
  std::string alias_arn_;
  std::string execution_arn_;  // only so that its memory is used again
};

}  // namespace flows::api
