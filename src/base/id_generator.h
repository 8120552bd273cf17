#pragma once

#include <string>

namespace flows::base {

enum class IdKind {
  kFlow,           // ten characters of [0-9A-Z]
  kAlias,          // ten characters of [0-9A-Z]
  kPrompt,         // ten characters of [0-9A-Z]
  kExecution,      // lowercase UUID, version 4
  kExecutionName,  // lowercase UUID, version 7, which grows with time and so suits an index
  kRequest,        // lowercase UUID, version 4
};

// The only source of identity. Threads: any.
class IdGenerator {
 public:
  virtual ~IdGenerator() = default;
  virtual std::string next(IdKind kind) = 0;
};

// Random identifiers; not secrets.
class RandomIds final : public IdGenerator {
 public:
  std::string next(IdKind kind) override;
};

}  // namespace flows::base
