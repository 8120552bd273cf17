#pragma once

#include <functional>

#include "base/result.h"
#include "local/route.h"

namespace flows::local {

// Calls `change`, which puts other contents into the database, while no operation and no execution
// uses it; then the clock is what the new contents say, and what is Running in them goes on. Runs
// of InvokeFlow go on with what they began with. Errors: those of `change` and of the database.
base::Result<void> replace_state(Services& services,
                                 const std::function<base::Result<void>()>& change);

}  // namespace flows::local
