#pragma once

#include <stdexcept>

namespace flows::base {

// A broken invariant of ours, never something a user can cause. It is caught in two places only: at
// the request boundary (500) and at the execution boundary (the execution fails).
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

// UNREACHABLE("why"): the same for a place that only a bug of ours can reach; ends the function.
#define UNREACHABLE(why) ::flows::base::throw_bug("unreachable", why, __FILE__, __LINE__)
