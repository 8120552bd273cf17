#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/page.h"
#include "base/caller.h"
#include "store/execution_store.h"

namespace flows::api {

// The lines of a page of ListFlowExecutions, written as they are read: a page is long, and asked
// for often.
class ExecutionSummaries {
 public:
  ExecutionSummaries(const base::Caller& caller, std::string flow_id, std::size_t size_max);

  // One beyond `size_max` only says that there is more.
  void add(const store::ListedExecution& execution);

  // The answer with all of them as that page; once, last.
  std::string answer(const Page& page);

 private:
  void find_shared(const store::ListedExecution& execution);

  const base::Caller& caller_;
  const std::string flow_id_;
  const std::size_t size_max_;
  std::string text_;
  std::size_t size_ = 0;
  std::int64_t last_id_ = 0;
  bool more_ = false;
  // Of the latest execution, and what is written for each that has the same.
  std::string alias_id_;
  std::string version_;
  std::string status_;
  std::string arn_;  // ends with that execution's name
  std::size_t arn_bytes_before_name_ = 0;
  std::string shared_;  // the end of its line
};

}  // namespace flows::api
