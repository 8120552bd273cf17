#pragma once

namespace flows::base {

// The thread on which a request is served. Each row of a route table names the one that its handler
// needs, because handing a request to another thread costs more than reading one row of the
// database.
enum class RunsOn {
  kIoThread,  // takes microseconds and cannot block
  kApiPool,   // writes, lists, or parses a large body
  kFlowPool,  // runs a flow, which mostly waits, possibly for hours
};

}  // namespace flows::base
