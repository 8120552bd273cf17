#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "base/clock.h"
#include "base/result.h"
#include "store/transaction.h"

// Client tokens: a create call that is repeated gets its first response again. Every function may
// throw StorageFailure, which Database handles.
namespace flows::store {

// One use of a token.
struct ClientToken {
  std::string_view operation;
  std::string_view parent;  // the resource it creates something in, as the end of an ARN; or ""
  std::string_view token;
  std::int64_t request = 0;  // a digest of the other parameters
};

// The response that the same call got, if it is no older than limits::kClientTokenLifetime and what
// it created still exists. Errors: kConflict where the token came with other parameters.
base::Result<std::optional<std::string>> find_response(ReadTxn& txn, const base::Caller& caller,
                                                       const ClientToken& use, base::TimePoint now);

// Persists `response`, which says that `resource` was created; deletes what has become too old.
void persist_response(WriteTxn& txn, const base::Caller& caller, const ClientToken& use,
                      std::string_view resource, std::string_view response, base::TimePoint now);

// Forgets the tokens that created `resource` or something inside it.
void forget_client_tokens_under(WriteTxn& txn, const base::Caller& caller,
                                std::string_view resource);

}  // namespace flows::store
