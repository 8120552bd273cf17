#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/caller.h"
#include "base/result.h"
#include "store/transaction.h"

// Tags of resources. A resource is given by the end of its ARN: "flow/<id>",
// "flow/<id>/alias/<id>", "prompt/<id>", "prompt/<id>:<version>". Every function may throw
// StorageFailure, which Database handles.
namespace flows::store {

struct Tag {
  std::string name;
  std::string value;

  friend bool operator==(const Tag&, const Tag&) = default;
};

// Adds `tags`; a tag of the same name is replaced. Errors: kServiceQuotaExceeded if the resource
// would have more than limits::kTagsPerResourceMax.
base::Result<void> put_tags(WriteTxn& txn, const base::Caller& caller, std::string_view resource,
                            const std::vector<Tag>& tags);

// Removes the tags of these names; names without a tag are ignored.
void remove_tags(WriteTxn& txn, const base::Caller& caller, std::string_view resource,
                 const std::vector<std::string>& names);

// Returns the tags, sorted by name.
std::vector<Tag> list_tags(ReadTxn& txn, const base::Caller& caller, std::string_view resource);

// Removes the tags of `resource` and of everything inside it.
void delete_tags_under(WriteTxn& txn, const base::Caller& caller, std::string_view resource);

}  // namespace flows::store
