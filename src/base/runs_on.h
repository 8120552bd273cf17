#pragma once

namespace flows::base {

// Where the code that serves a request runs. A change of threads costs more than a point read does,
// so each row of a route table says what its handler needs.
enum class RunsOn {
  kIoThread,  // takes microseconds and cannot block
  kApiPool,   // writes, lists, and whatever parses a large body
  kFlowPool,  // runs a flow: mostly waits, possibly for hours
};

}  // namespace flows::base
