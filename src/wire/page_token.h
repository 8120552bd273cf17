#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace flows::wire {

// Returns the opaque nextToken of a list: `key`, the key of the last row, in base64url. The token
// contains a checksum over `scope`, so that a token of another list is refused; `scope` must
// contain all that distinguishes the list (operation, account, region, parent). The checksum guards
// against mistakes, not against forgers.
std::string encode_page_token(std::string_view scope, const std::vector<std::string>& key);

// Returns the key that was encoded. Errors: kValidation if the token was altered or belongs to
// another scope.
base::Result<std::vector<std::string>> decode_page_token(std::string_view scope,
                                                         std::string_view token);

}  // namespace flows::wire
