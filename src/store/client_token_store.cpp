#include "store/client_token_store.h"

#include <fmt/format.h>

#include "base/limits.h"

namespace flows::store {

base::Result<std::optional<std::string>> find_response(ReadTxn& txn, const base::Caller& caller,
                                                       const ClientToken& use,
                                                       base::TimePoint now) {
  auto row = txn.query(
      "SELECT request, response FROM client_token WHERE account = ? AND region = ? AND operation = "
      "?"
      "  AND parent = ? AND token = ? AND created_at >= ?",
      caller.account, caller.region, use.operation, use.parent, use.token,
      now - base::limits::kClientTokenLifetime);
  if (!row.step()) return std::optional<std::string>();
  if (row.integer(0) != use.request) {
    return base::Error{base::ErrorCode::kConflict,
                       fmt::format("Couldn't perform {} operation. The client token was already "
                                   "used with different parameters.",
                                   use.operation)};
  }
  return std::optional(row.json(1, base::JsonKind::kObject));
}

void persist_response(WriteTxn& txn, const base::Caller& caller, const ClientToken& use,
                      std::string_view resource, std::string_view response, base::TimePoint now) {
  txn.apply("DELETE FROM client_token WHERE created_at < ?",
            now - base::limits::kClientTokenLifetime);
  txn.apply(
      "INSERT INTO client_token (account, region, operation, parent, token, resource, request,"
      "  created_at, response) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      caller.account, caller.region, use.operation, use.parent, use.token, resource, use.request,
      now, response);
}

void forget_client_tokens_under(WriteTxn& txn, const base::Caller& caller,
                                std::string_view resource) {
  // The paths inside a resource begin with its path and '/' or ':'; ';' is the next character after
  // them.
  txn.apply(
      "DELETE FROM client_token WHERE account = ?1 AND region = ?2"
      "  AND resource >= ?3 AND resource < ?3 || ';'"
      "  AND substr(resource, length(?3) + 1, 1) IN ('', '/', ':')",
      caller.account, caller.region, resource);
}

}  // namespace flows::store
