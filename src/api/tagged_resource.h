#pragma once

#include <string>

#include "base/caller.h"
#include "base/json.h"
#include "base/result.h"
#include "store/transaction.h"

namespace flows::api {

// The resource whose tags are meant by the member resourceArn, as the end of that ARN, see
// store/tag_store.h. The caller's account and region hold, whatever the ARN says.
std::string tagged_resource(const base::Json& input);

// Errors: kResourceNotFound unless the flow, alias, prompt or version of a prompt exists.
base::Result<void> require_resource(store::ReadTxn& txn, const base::Caller& caller,
                                    const std::string& resource);

}  // namespace flows::api
