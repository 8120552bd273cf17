#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "http/body_file.h"
#include "wire/exchange.h"
#include "wire/message.h"

namespace flows::http {

// Answers a request whole. Exceptions become a 500 that names no detail.
using AnswerHandler = std::function<wire::Response(const wire::Request&, const wire::Exchange&)>;

// Answers a request with frames. On the flow pool it may block for as long as it likes, but must
// return soon once `open` or `write` returned false or the stop token is requested. On the I/O
// thread it must not block, and what it writes leaves when it has returned.
// Returns a response if it failed before `open` (that response is sent as a plain answer), and
// nothing if the stream was opened and is complete.
using StreamHandler = std::function<std::optional<wire::Response>(
    const wire::Request&, const wire::Exchange&, wire::FrameWriter&)>;

// Answers a request whole without blocking: calls `done` once, at once or later, on any thread.
// Runs on the I/O thread; request and exchange live until then. Exceptions become a 500; what
// throws must not call `done`.
using LaterHandler = std::function<void(const wire::Request&, const wire::Exchange&,
                                        std::function<void(wire::Response)> done)>;

// Told of the answer to a request that there was no room to serve. Threads: the I/O thread.
using RefusedHandler = std::function<void(const wire::Exchange&, const wire::Response&)>;

// What serves one request: exactly one of `ready`, `answer`, `later` and `stream` is set.
struct Route {
  std::shared_ptr<const wire::Response> ready = {};  // an answer that is there already
  std::shared_ptr<const BodyFile> ready_body = {};   // the same bytes as its body; may be absent
  wire::RunsOn runs_on = wire::RunsOn::kApiPool;     // where the handler runs
  AnswerHandler answer = {};
  LaterHandler later = {};
  StreamHandler stream = {};
  RefusedHandler refused = {};  // may be absent
};

// Finds what serves a request; it has an answer for every path, if only an error.
// Threads: called on the I/O thread, so it must not block.
using Router = std::function<Route(const wire::Request&, const wire::Exchange&)>;

}  // namespace flows::http
