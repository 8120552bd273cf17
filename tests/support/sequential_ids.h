#pragma once

#include <fmt/format.h>

#include <mutex>
#include <string>

#include "base/id_generator.h"

namespace flows::testing {

// Makes identifiers that count: FLOW000001, ALIAS00001, PROMPT0001, and UUIDs that end in their
// number. Each kind has its own count.
class SequentialIds final : public base::IdGenerator {
 public:
  std::string next(base::IdKind kind) override {
    std::lock_guard lock(mutex_);
    switch (kind) {
      case base::IdKind::kFlow: return fmt::format("FLOW{:06}", ++flows_);
      case base::IdKind::kAlias: return fmt::format("ALIAS{:05}", ++aliases_);
      case base::IdKind::kPrompt: return fmt::format("PROMPT{:04}", ++prompts_);
      case base::IdKind::kExecution:
      case base::IdKind::kExecutionName:
        return fmt::format("e0000000-0000-4000-8000-{:012}", ++executions_);
      case base::IdKind::kRequest: break;
    }
    return fmt::format("00000000-0000-4000-8000-{:012}", ++requests_);
  }

 private:
  std::mutex mutex_;
  int flows_ = 0;
  int aliases_ = 0;
  int prompts_ = 0;
  int executions_ = 0;
  int requests_ = 0;
};

}  // namespace flows::testing
