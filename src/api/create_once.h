#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/operation.h"
#include "store/transaction.h"

namespace flows::api {

// What a create call made, and the body of its response.
struct Created {
  std::string resource;  // the last part of its ARN
  std::string response;
};

// The clientToken of a create call with a digest of its input. It is made before the transaction,
// because the digest reads the whole input.
class CreateOnce {
 public:
  // `parent` is the last part of the ARN of the resource in which the call creates something, or ""
  // if there is none.
  CreateOnce(const ApiRequest& request, std::string parent);

  // Runs `create` inside `txn`, unless the same call was made before: then the first response is
  // returned again. Errors: kConflict if the token was used with other parameters; those of
  // `create`.
  base::Result<std::string> run(store::WriteTxn& txn, base::TimePoint now,
                                const std::function<base::Result<Created>()>& create) const;

 private:
  const ApiRequest& request_;
  std::string parent_;
  std::optional<std::string> token_;
  std::int64_t digest_ = 0;
};

}  // namespace flows::api
