#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace flows::bench {

// The number after "HTTP/1.1 " of an answer whose head is there. Throws Failure if there is none.
int status_of(std::string_view answer);

// How many bytes the first whole answer in `received` has; nothing while it is not whole. Knows
// Content-Length and chunks, which is all that our servers send. Throws Failure for anything else.
std::optional<std::size_t> answer_size(std::string_view received);

}  // namespace flows::bench
