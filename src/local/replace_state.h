#pragma once

#include <functional>

#include "base/result.h"
#include "local/route.h"

namespace flows::local {

// Calls `change`, which replaces the contents of the database, while no operation and no execution
// uses it. Then sets the clock to the setting in the new contents and continues the executions that
// are Running in them. Runs of InvokeFlow go on with the flow and the history with which they
// began. Errors: those of `change` and of the database.
base::Result<void> replace_state(Services& services,
                                 const std::function<base::Result<void>()>& change);

}  // namespace flows::local
