#include "net/waiting.h"

#include <fmt/format.h>

#include <algorithm>

namespace flows::net {

std::chrono::nanoseconds Waiting::remaining() const {
  return std::max<std::chrono::nanoseconds>(timeout_ - watch_.elapsed(), {});
}

std::optional<std::string> Waiting::end() const {
  if (stop_.stop_requested()) return "the call was stopped";
  if (remaining().count() == 0) return fmt::format("it took longer than {} ms", timeout_.count());
  return std::nullopt;
}

}  // namespace flows::net
