#pragma once

#include <stdexcept>

namespace flows::base {

// Signals a bug in the program itself; no input of a user may cause it. It is caught in two places
// only: where a request is served (status 500) and where an execution runs (it fails).
class BugError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void throw_bug(const char* condition, const char* why, const char* file, int line);

}  // namespace flows::base

// CHECK(condition, "why"): throws BugError unless `condition` holds.
#define CHECK(condition, why)                                                        \
  do {                                                                               \
    if (!(condition)) ::flows::base::throw_bug(#condition, why, __FILE__, __LINE__); \
  } while (false)

// UNREACHABLE("why"): throws BugError. It marks a place that only a bug can reach.
#define UNREACHABLE(why) ::flows::base::throw_bug("unreachable", why, __FILE__, __LINE__)
