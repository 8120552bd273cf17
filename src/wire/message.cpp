#include "wire/message.h"

#include "base/text/ascii.h"

namespace flows::wire {

const std::string* Request::header(std::string_view name) const {
  for (const Header& header : headers) {
    if (base::equal_ignoring_case(header.name, name)) return &header.value;
  }
  return nullptr;
}

}  // namespace flows::wire
