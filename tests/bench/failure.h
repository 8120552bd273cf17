#pragma once

#include <stdexcept>
#include <string>

namespace flows::bench {

// A side of a row could not be measured. main reports it beside the row's name and goes on with the
// next row.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Throws `what` with the system's reason, from errno.
[[noreturn]] void fail_errno(const std::string& what);

}  // namespace flows::bench
