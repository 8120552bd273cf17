#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "wire/message.h"

namespace flows::wire {

// Who signed a request, and for which region. Nothing here verifies the signature.
struct CredentialScope {
  std::string access_key;
  std::string region;

  friend bool operator==(const CredentialScope&, const CredentialScope&) = default;
};

// Reads the scope of Signature Version 4 from the Authorization header, or from X-Amz-Credential in
// the query where there is no such header. nullopt where there is none or it is malformed.
std::optional<CredentialScope> credential_scope(const Request& request);

// Whether the text can be the region of an ARN.
bool is_region(std::string_view text);

// Whose resources a scope may see: its region, and its access key as account if that is twelve
// digits, else that of `defaults`.
base::Caller caller_of(const CredentialScope& scope, const base::Caller& defaults);

// The same for the scope of a request, verified or not; `defaults` where it has none.
base::Caller caller_of(const Request& request, const base::Caller& defaults);

}  // namespace flows::wire
