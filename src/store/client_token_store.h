#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "base/clock.h"
#include "base/result.h"
#include "store/transaction.h"

// Client tokens: a create call that is repeated with the same token gets its first response again.
// Every function may throw StorageFailure, which Database handles.
namespace flows::store {

// One use of a client token.
struct ClientToken {
  std::string_view operation;
  std::string_view parent;  // the resource that contains the new one, as the end of an ARN; or ""
  std::string_view token;
  std::int64_t request = 0;  // a digest of the other parameters
};

// Returns the response that the same call got before, or nullopt if there is none, if it is older
// than limits::kClientTokenLifetime or if what it created no longer exists. Errors: kConflict if
// the token was used with other parameters.
base::Result<std::optional<std::string>> find_response(ReadTxn& txn, const base::Caller& caller,
                                                       const ClientToken& use, base::TimePoint now);

// Persists `response`, which reports that `resource` was created, and deletes the responses that
// are older than limits::kClientTokenLifetime.
void persist_response(WriteTxn& txn, const base::Caller& caller, const ClientToken& use,
                      std::string_view resource, std::string_view response, base::TimePoint now);

// Deletes the tokens that created `resource` or something inside it.
void forget_client_tokens_under(WriteTxn& txn, const base::Caller& caller,
                                std::string_view resource);

}  // namespace flows::store
