#include "base/text/http_date.h"

#include <fmt/chrono.h>

namespace flows::base {

// fmt writes the names of days and months in English, whatever the locale is.
std::string http_date(std::chrono::sys_seconds time) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S GMT}", fmt::gmtime(time));
}

}  // namespace flows::base
