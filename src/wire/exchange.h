#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "wire/message.h"

namespace flows::wire {

// Where the code that answers a request runs. Changing threads costs more than a point read does,
// so a row of a route table says what it needs.
enum class RunsOn {
  kIoThread,  // takes microseconds and cannot block
  kApiPool,   // writes, lists, anything that parses a body
  kFlowPool,  // runs a flow: mostly waits, possibly for hours
};

// How a streamed answer leaves: `open` once, then `write` for each encoded frame. Both block while
// the client reads slowly, and return false once it has left; the answer should then end soon.
// Called from one worker thread.
struct FrameWriter {
  std::function<bool(std::vector<Header> headers)> open;  // status 200
  std::function<bool(std::string frame)> write;
};

// What a handler may know about the exchange besides the request.
struct Exchange {
  std::string request_id;  // a UUID; sent as x-amzn-RequestId
  std::stop_token stop;    // requested when the server stops or the client has left
};

}  // namespace flows::wire
