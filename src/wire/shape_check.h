#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "wire/service_model.h"
#include "wire/target.h"

namespace flows::wire {

// Merges what a request carries in three places into one object with the members of the operation's
// input: labels by label name, then the query, then the members of `body`, each only where the
// model puts it. Query texts become the JSON that their member's shape asks for; repeated keys
// become a list. Unknown query keys are ignored.
//
// Requires  every label of the operation's URI is in `labels`.
// Errors    kSerialization: `body` is neither an object nor null; a query text that is no number or
//           no boolean; a query key that is given twice and is no list.
base::Result<base::Json> assemble_input(const Operation& operation,
                                        const std::map<std::string, std::string>& labels,
                                        const std::vector<QueryPair>& query, base::Json body);

// Checks `input` (labels, query and body together, see assemble_input) against `shape`, and on
// success returns it as AWS stores it: unknown and null members are dropped, numbers of type float
// are rounded to 32 bits (0.7 becomes 0.699999988079071), the order of members stays. Nothing
// inside a document is touched.
//
// Requires  `shape` is a row of the tables of `service`.
// Errors    kSerialization: a member's JSON type is wrong; message and `fields` name the first one.
//           kValidation: one message for all constraints that do not hold, in AWS's words, and for
//           the control plane `fields` with one entry for each. At most limits::kViolationsMax are
//           listed; the count in the message is the true one.
// Threads   any; a pattern is compiled when it is first needed.
base::Result<base::Json> validate_and_normalize(Service service, const Shape& shape,
                                                base::Json input);

}  // namespace flows::wire
