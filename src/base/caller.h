#pragma once

#include <string>

namespace flows::base {

// The account and region whose resources a request may see. It is the first argument of every
// function of a store, so that callers from different accounts or regions never see each other's
// resources.
struct Caller {
  std::string account;  // twelve digits
  std::string region;   // as in an ARN, e.g. "us-east-1"

  friend bool operator==(const Caller&, const Caller&) = default;
  friend auto operator<=>(const Caller&, const Caller&) = default;
};

}  // namespace flows::base
