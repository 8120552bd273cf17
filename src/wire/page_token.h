#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace flows::wire {

// The opaque nextToken of a list: the key of the last row, in base64url. It carries a checksum over
// `scope`, so that a token of another list is refused; put into it whatever makes the list another
// one (operation, account, region, parent). The checksum guards against mistakes, not against
// forgers.
std::string encode_page_token(std::string_view scope, const std::vector<std::string>& key);

// The key that was encoded. Errors: kValidation, for a token that was altered or belongs to another
// scope.
base::Result<std::vector<std::string>> decode_page_token(std::string_view scope,
                                                         std::string_view token);

}  // namespace flows::wire
