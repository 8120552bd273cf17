#pragma once

#include <optional>
#include <string>

#include "base/caller.h"
#include "wire/message.h"

namespace flows::wire {

// Who signed a request, and for which region. Nothing here verifies the signature.
struct CredentialScope {
  std::string access_key;
  std::string region;

  friend bool operator==(const CredentialScope&, const CredentialScope&) = default;
};

// Reads the scope of Signature Version 4 from the Authorization header, else from X-Amz-Credential
// in the query. nullopt where there is none or it is malformed.
std::optional<CredentialScope> credential_scope(const Request& request);

// Whose resources the request may see: the region of its scope, and the access key as account if it
// is twelve digits; `defaults` for whatever is missing.
base::Caller caller_of(const Request& request, const base::Caller& defaults);

}  // namespace flows::wire
