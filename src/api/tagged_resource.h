#pragma once

#include <string>

#include "base/caller.h"
#include "base/json.h"
#include "base/result.h"
#include "store/transaction.h"

namespace flows::api {

// Returns the resource that the member resourceArn names, as the end of that ARN; see
// store/tag_store.h. The account and the region in the ARN are ignored: those of the caller apply.
std::string tagged_resource(const base::Json& input);

// Checks that the flow, alias, prompt or version of a prompt exists. Errors: kResourceNotFound.
base::Result<void> require_resource(store::ReadTxn& txn, const base::Caller& caller,
                                    const std::string& resource);

}  // namespace flows::api
