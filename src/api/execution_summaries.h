#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/page.h"
#include "base/caller.h"
#include "store/execution_store.h"

namespace flows::api {

// Builds the elements of a page of ListFlowExecutions while they are read, because a page is long
// and is requested often.
class ExecutionSummaries {
 public:
  ExecutionSummaries(const base::Caller& caller, std::string flow_id, std::size_t size_max);

  // Adds an execution; one beyond `size_max` only records that there are more.
  void add(const store::ListedExecution& execution);

  // Returns the response whose list has all added executions. It must be the last call.
  std::string response(const Page& page);

 private:
  void find_shared(const store::ListedExecution& execution);

  const base::Caller& caller_;
  const std::string flow_id_;
  const std::size_t size_max_;
  std::string text_;
  std::size_t size_ = 0;
  std::int64_t last_id_ = 0;
  bool more_ = false;
  // The texts of the latest execution that are reused for every next one with the same values.
  std::string alias_id_;
  std::string version_;
  std::string status_;
  std::string arn_;  // ends with that execution's name
  std::size_t arn_bytes_before_name_ = 0;
  std::string shared_;  // the end of its element
};

}  // namespace flows::api
