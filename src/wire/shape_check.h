#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "wire/service_model.h"
#include "wire/target.h"

namespace flows::wire {

// Merges the three parts of a request into one object with the members of the operation's input:
// labels by label name, then the query, then the members of `body`. A member is taken only from the
// part in which the model puts it. Query texts are converted to the JSON type of their member's
// shape; repeated keys become a list. Unknown query keys are ignored.
//
// Requires  every label of the operation's URI is in `labels`.
// Errors    kSerialization if `body` is neither an object nor null, a query text is not the number
//           or boolean that its member needs, or a query key whose member is no list is given
//           twice.
base::Result<base::Json> assemble_input(const Operation& operation,
                                        const std::map<std::string, std::string>& labels,
                                        const std::vector<QueryPair>& query, base::Json body);

// Checks `input` (labels, query and body together, see assemble_input) against `shape`, and on
// success returns it as AWS stores it: unknown and null members are dropped, numbers of type float
// are rounded to 32 bits (0.7 becomes 0.699999988079071), the order of members is unchanged.
// Nothing inside a document is touched.
//
// Requires  `shape` is a row of the tables of `service`.
// Errors    kSerialization if a member has the wrong JSON type; message and `fields` name the first
//           one. kValidation if constraints do not hold: one message for all of them, in AWS's
//           words, and for the control plane one entry of `fields` for each. At most
//           limits::kViolationsMax are listed; the message contains the full count.
// Threads   any; a pattern is compiled when it is first needed.
base::Result<base::Json> validate_and_normalize(Service service, const Shape& shape,
                                                base::Json input);

}  // namespace flows::wire
