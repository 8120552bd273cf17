#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/operation.h"
#include "store/transaction.h"

namespace flows::api {

// What a create call made, and the body that says so.
struct Created {
  std::string resource;  // the end of its ARN
  std::string answer;
};

// The clientToken of a create call with what it was sent for. Made before the transaction, because
// the digest reads the whole input.
class CreateOnce {
 public:
  // `parent` is the end of the ARN of what the call creates something in, "" at the top.
  CreateOnce(const ApiRequest& request, std::string parent);

  // Runs `create` inside `txn`, unless the same call came before: then its first answer is given
  // again. Errors: kConflict where the token was used with other parameters; those of `create`.
  base::Result<std::string> run(store::WriteTxn& txn, base::TimePoint now,
                                const std::function<base::Result<Created>()>& create) const;

 private:
  const ApiRequest& request_;
  std::string parent_;
  std::optional<std::string> token_;
  std::int64_t digest_ = 0;
};

}  // namespace flows::api
