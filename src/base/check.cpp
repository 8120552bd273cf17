#include "base/check.h"

#include <fmt/format.h>

namespace flows::base {

void throw_bug(const char* condition, const char* why, const char* file, int line) {
  throw BugError(fmt::format("{}:{}: {} ({})", file, line, why, condition));
}

}  // namespace flows::base
