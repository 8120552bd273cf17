#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "wire/message.h"

namespace flows::wire {

// Who claims to have signed a request, and for which region. Nothing here verifies the signature.
struct CredentialScope {
  std::string access_key;
  std::string region;

  friend bool operator==(const CredentialScope&, const CredentialScope&) = default;
};

// Reads the scope of Signature Version 4 from the Authorization header or, if there is no such
// header, from X-Amz-Credential in the query. Returns nullopt if there is no scope or it is
// malformed.
std::optional<CredentialScope> credential_scope(const Request& request);

// Checks whether `text` can be the region of an ARN.
bool is_region(std::string_view text);

// Returns the caller whose resources a request with this scope may see. Its region is that of the
// scope. Its account is the access key if that consists of twelve digits, otherwise the account of
// `defaults`.
base::Caller caller_of(const CredentialScope& scope, const base::Caller& defaults);

// Returns the caller for the scope of `request`, whether verified or not; `defaults` if it has no
// scope.
base::Caller caller_of(const Request& request, const base::Caller& defaults);

}  // namespace flows::wire
