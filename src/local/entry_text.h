#pragma once

#include <optional>
#include <string>
#include <string_view>

// What the entries of journals share when they are written.
namespace flows::local {

// Nothing where there is nothing to say.
std::optional<std::string> unless_empty(std::string_view text);

}  // namespace flows::local
