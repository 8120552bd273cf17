#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "wire/message.h"

// The ways to serve a request. Nothing in this file knows a version of HTTP: every kind of session
// serves every kind of route.
namespace flows::http {

// What a handler receives in addition to the request.
struct Exchange {
  std::string request_id;  // a UUID; sent as x-amzn-RequestId
  std::stop_token stop;    // requested when the server stops or the client has left
};

// Sends a streamed response: the handler calls `open` once, `write` for each encoded frame, and may
// call `end` once at last. The first two block while the client reads slowly, and return false once
// it has left; the handler should then end soon. Threads: one worker.
struct FrameWriter {
  std::function<bool(std::vector<wire::Header> headers)> open;  // status 200
  std::function<bool(std::string frame)> write;
  // Gives the last bytes of the stream, which are sent together with its end once the handler has
  // returned. If `ends_connection`, the connection ends with the stream.
  std::function<void(std::string frames, bool ends_connection)> end;
};

// The request and the exchange live until a handler has returned or, for an AsyncHandler, until its
// `on_done` was called. An exception that a handler throws becomes a 500 without details.
using WholeHandler = std::function<wire::Response(const wire::Request&, const Exchange&)>;

// An AsyncHandler does not block. It calls `on_done` once, at once or later, on any thread; a
// handler that throws must not have called it. Threads: the I/O thread.
using AsyncHandler = std::function<void(const wire::Request&, const Exchange&,
                                        std::function<void(wire::Response)> on_done)>;

// A StreamHandler may block for any time, but must return soon once `open` or `write` has returned
// false or the stop token is requested. If it fails before `open` it returns a response, which is
// then sent as any other; if it opened the stream and completed it, it returns nullopt. Threads:
// the flow pool.
using StreamHandler = std::function<std::optional<wire::Response>(const wire::Request&,
                                                                  const Exchange&, FrameWriter&)>;

// Receives the response to a request for which a pool had no room. Threads: the I/O thread.
using NoRoomHandler = std::function<void(const Exchange&, const wire::Response&)>;

// Receives the response to a request that the server refuses itself, so that no route is found for
// it: one that is malformed, too large or too late, or that may not come from where it does. Parts
// of the request that are not known are empty. Threads: the I/O thread.
using RefusalHandler =
    std::function<void(const wire::Request&, const Exchange&, const wire::Response&)>;

enum class Pool { kApi, kFlow };

// The router already made the response.
struct ReadyRoute {
  std::shared_ptr<const wire::Response> response;
  // If true, the body consists of the frames of a stream and is sent like those of a StreamRoute.
  bool is_stream = false;
  bool ends_connection = false;  // the connection ends with the stream
};

// A thread of a pool makes the response. If the client leaves meanwhile, the stop token of a
// handler on the flow pool is requested.
struct WholeRoute {
  Pool pool = Pool::kApi;
  WholeHandler handler;
  NoRoomHandler on_no_room = {};  // may be absent
};

// The handler makes the response without a thread that waits for it.
struct AsyncRoute {
  AsyncHandler handler;
};

// A thread of the flow pool makes the response frame by frame.
struct StreamRoute {
  StreamHandler handler;
  NoRoomHandler on_no_room = {};  // may be absent
};

using Route = std::variant<ReadyRoute, WholeRoute, AsyncRoute, StreamRoute>;

// Finds the route that serves a request; every path has a route, even if it is only an error. The
// request lives until it has been served. Threads: the I/O thread, so a router must not block.
using Router = std::function<Route(const wire::Request&, const Exchange&)>;

}  // namespace flows::http
