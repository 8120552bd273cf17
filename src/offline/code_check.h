#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "offline/check_files.h"
#include "offline/flow_file.h"
#include "offline/position.h"

namespace flows::offline {

// The code of an InlineCode node, and the names of the node's inputs.
struct NodeCode {
  std::string code;
  std::vector<std::string> inputs;
};

// One sentence about a piece of code, and another that describes the fix.
struct CodeRemark {
  std::size_t line = 1;
  std::string message;
  std::string hint;
};

// The whole time that Python has to check the code of one file.
inline constexpr std::chrono::seconds kCodeCheckTimeout{20};

// Returns what Python's own parser and compiler say about pieces of code, in the same order, and
// whether each ends with a value. No code is run. Errors: kDependencyFailed, a clause, if there is
// no Python, or if it ends or takes longer than `timeout`. Blocks until then.
base::Result<std::vector<std::vector<CodeRemark>>> check_code(
    const std::vector<NodeCode>& pieces, std::chrono::nanoseconds timeout = kCodeCheckTimeout);

// Adds warnings about the code in the InlineCode nodes of a file to `checked`, which holds the same
// flows in the same order. AWS makes no such checks. Without Python there is a note instead.
void check_inline_code(const Locator& locator, const std::vector<FlowInFile>& flows,
                       CheckedFile& checked);

}  // namespace flows::offline
