#pragma once

#include <memory>

#include "backends/backends.h"
#include "backends/call_journal.h"
#include "backends/object_bucket.h"
#include "backends/prompt_library.h"
#include "backends/python_runner.h"
#include "nodes/clients.h"

namespace flows::app {

// All services that nodes call. Threads: any.
class NodeServices {
 public:
  // `db`, `clock` and `calls` must outlive it; `backends` must write to `calls` too. InlineCode
  // nodes fail if `inline_code` is false.
  NodeServices(std::unique_ptr<backends::Backends> backends, store::Database& db,
               const base::Clock& clock, backends::CallJournal& calls, bool inline_code)
      : backends_(std::move(backends)),
        buckets_(db, clock, calls),
        prompts_(db),
        python_(clock, calls),
        inline_code_(inline_code) {}

  [[nodiscard]] backends::Backends& backends() { return *backends_; }

  [[nodiscard]] nodes::Clients clients() {
    nodes::CodeRunner& code = inline_code_ ? static_cast<nodes::CodeRunner&>(python_) : no_code_;
    return {.models = *backends_,
            .functions = *backends_,
            .knowledge = *backends_,
            .agents = *backends_,
            .lex = *backends_,
            .buckets = buckets_,
            .code = code,
            .prompts = prompts_};
  }

 private:
  std::unique_ptr<backends::Backends> backends_;
  backends::ObjectBucket buckets_;
  backends::PromptLibrary prompts_;
  backends::PythonRunner python_;
  backends::NoCode no_code_;
  const bool inline_code_;
};

}  // namespace flows::app
