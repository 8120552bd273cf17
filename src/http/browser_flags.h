#pragma once

#include <string>
#include <string_view>

// Checks of what a user allows to browsers. Each returns what is wrong with the text, for a
// sentence that begins with the name of a flag; "" if nothing is.
namespace flows::http {

// `name`: what --allow-host was given. It is the name of a host or an address, without a port.
std::string allow_host_fault(std::string_view name);

// `origin`: what --cors-origin was given. It has to be as browsers write origins, because no page
// would ever fit it otherwise. Small and capital letters are the same.
std::string cors_origin_fault(std::string_view origin);

}  // namespace flows::http
