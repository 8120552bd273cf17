#pragma once

#include <optional>
#include <string>
#include <string_view>

// The texts that the entries of both journals share.
namespace flows::local {

// Returns `text`, or nullopt if it is empty.
std::optional<std::string> unless_empty(std::string_view text);

}  // namespace flows::local
