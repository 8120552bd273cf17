#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/operation.h"
#include "wire/message.h"
#include "wire/target.h"

namespace flows::api {

// What a request calls: the operation, its row, and the labels and query of its target.
struct Call {
  const OperationRow* row = nullptr;           // never null
  const wire::Operation* operation = nullptr;  // never null
  std::map<std::string, std::string> labels = {};
  std::vector<wire::QueryPair> query = {};
};

// Finds the operation whose method and URI match; a literal segment wins over a label. Identifiers
// that a proxy split into several segments are joined first. `target` is that of `request`. Errors:
// kUnknownOperation, see unknown_operation.h, if no operation matches. Threads: any.
base::Result<Call> route(const wire::Request& request, wire::Target target);

// Returns the input of the operation with that name as AWS stores it. Errors: kValidation,
// kSerialization.
base::Result<base::Json> validate_and_normalize_input(std::string_view operation, base::Json input);

// Calls the operation with that name from inside the program: `input` is validated like that of a
// client. Returns the body of the response. Requires an operation without a `stream`. Errors: those
// of the operation. Threads: any that may wait.
base::Result<std::string> call(std::string_view operation, const base::Caller& caller,
                               base::Json input, Services& services);

// Reads labels, query and body into one object and validates it against the API model. Errors:
// kValidation, kSerialization. Threads: any; the time grows with the size of the body.
base::Result<ApiRequest> read_request(const Call& call, const wire::Request& request,
                                      const base::Caller& caller);

// Calls the row's handler and makes a response of its result. Requires a row without a `stream`.
// Exceptions of the handler pass. Threads: any that may wait.
wire::Response serve(const Call& call, const ApiRequest& request, Services& services);

// The same for a row with a `read`, on the snapshot of the I/O thread. Threads: the I/O thread.
wire::Response serve_on_io_thread(const Call& call, const ApiRequest& request, Services& services);

// Like `serve`, for a row with a `stream`. Returns the response to a call that failed before
// anything was written, or how the stream ended once it is complete.
std::variant<wire::Response, StreamEnd> serve_stream(const Call& call, const ApiRequest& request,
                                                     Services& services, StreamWriter& writer);

// Returns the response with the body that a handler returned, or with its error.
wire::Response response_of(const wire::Operation& operation, base::Result<std::string> body);

}  // namespace flows::api
