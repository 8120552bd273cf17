#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "wire/message.h"

// How a request is served. Nothing here knows a version of HTTP: every kind of session serves every
// kind of route.
namespace flows::http {

// What a handler may know of the exchange besides the request.
struct Exchange {
  std::string request_id;  // a UUID; sent as x-amzn-RequestId
  std::stop_token stop;    // requested when the server stops or the client has left
};

// How a streamed response leaves: `open` once, then `write` for each encoded frame. Both block
// while the client reads slowly, and return false once it has left; the handler should then end
// soon. Threads: one worker.
struct FrameWriter {
  std::function<bool(std::vector<wire::Header> headers)> open;  // status 200
  std::function<bool(std::string frame)> write;
};

// A handler gets a request and an exchange that live until it has returned, and an AsyncHandler
// ones that live until its `on_done` was called. What a handler throws becomes a 500 that names no
// detail.
using WholeHandler = std::function<wire::Response(const wire::Request&, const Exchange&)>;

// Does not block. Calls `on_done` once, at once or later, on any thread; a handler that throws must
// not have called it. Threads: the I/O thread.
using AsyncHandler = std::function<void(const wire::Request&, const Exchange&,
                                        std::function<void(wire::Response)> on_done)>;

// May block for as long as it likes, but must return soon once `open` or `write` returned false or
// the stop token is requested. Returns a response if it failed before `open`, which is then sent as
// any other, and nothing if the stream was opened and is complete. Threads: the flow pool.
using StreamHandler = std::function<std::optional<wire::Response>(const wire::Request&,
                                                                  const Exchange&, FrameWriter&)>;

// Is given the response to a request that a pool had no room to serve. Threads: the I/O thread.
using NoRoomHandler = std::function<void(const Exchange&, const wire::Response&)>;

enum class Pool { kApi, kFlow };

// The response was made while the route was found.
struct ReadyRoute {
  std::shared_ptr<const wire::Response> response;
  // The body is the frames of a stream, and is sent as those of a StreamRoute are.
  bool is_stream = false;
};

// A thread of a pool makes the response. A client that leaves meanwhile requests the stop token of
// what runs on the flow pool.
struct WholeRoute {
  Pool pool = Pool::kApi;
  WholeHandler handler;
  NoRoomHandler on_no_room = {};  // may be absent
};

// The response is there later, without a thread that waits for it.
struct AsyncRoute {
  AsyncHandler handler;
};

// A thread of the flow pool makes the response frame by frame.
struct StreamRoute {
  StreamHandler handler;
  NoRoomHandler on_no_room = {};  // may be absent
};

using Route = std::variant<ReadyRoute, WholeRoute, AsyncRoute, StreamRoute>;

// Finds what serves a request; there is a route for every path, if only to an error. Threads: the
// I/O thread, so it must not block. The request lives until it has been served.
using Router = std::function<Route(const wire::Request&, const Exchange&)>;

}  // namespace flows::http
