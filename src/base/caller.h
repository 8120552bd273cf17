#pragma once

#include <string>

namespace flows::base {

// Whose resources a request may see. First argument of every store function: two callers that
// differ in account or region never meet.
struct Caller {
  std::string account;  // twelve digits
  std::string region;   // as in an ARN, e.g. "us-east-1"

  friend bool operator==(const Caller&, const Caller&) = default;
  friend auto operator<=>(const Caller&, const Caller&) = default;
};

}  // namespace flows::base
