#pragma once

#include <strings.h>

#include <string_view>

namespace flows::http {

// Equal but for the case of ASCII letters, as HTTP compares names.
inline bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace flows::http
