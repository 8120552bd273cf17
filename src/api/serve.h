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

// What a request calls: an operation, its row, and what its target says.
struct Call {
  const OperationRow* row = nullptr;           // never null
  const wire::Operation* operation = nullptr;  // never null
  std::map<std::string, std::string> labels = {};
  std::vector<wire::QueryPair> query = {};
};

// Finds the operation whose method and URI fit; a literal segment beats a label. Identifiers that a
// proxy broke into several segments are joined first. Errors: kUnknownOperation, where none fits.
// Threads: any.
base::Result<Call> route(std::string_view method, wire::Target target);

// The input of the operation of that name as AWS stores it, see wire::conform. Errors: kValidation,
// kSerialization.
base::Result<base::Json> conform_input(std::string_view operation, base::Json input);

// Calls the operation of that name from inside the program: `input` is checked and answered as that
// of a client would be. Returns the body of the answer. Requires an operation with a `handler` that
// does not run on the I/O thread. Errors: those of the operation.
base::Result<std::string> call(std::string_view operation, const base::Caller& caller,
                               base::Json input, Services& services);

// Reads labels, query and body into one object and checks it against the API model. Errors:
// kValidation, kSerialization. Threads: any; takes time that grows with the body.
base::Result<ApiRequest> read_request(const Call& call, const wire::Request& request,
                                      const base::Caller& caller);

// Calls the row's handler and renders what it returned. Requires a row with a `handler`. Exceptions
// of the handler pass. Threads: where the row says.
wire::Response serve(const Call& call, const ApiRequest& request, Services& services);

// The same for a row that has a `stream`. Returns the response to a call that failed before
// anything was written, and how the stream ended once it is complete.
std::variant<wire::Response, StreamEnd> serve_stream(const Call& call, const ApiRequest& request,
                                                     Services& services, StreamWriter& writer);

// The response with the body that a handler returned, or with its error.
wire::Response response_of(const wire::Operation& operation, base::Result<std::string> body);

}  // namespace flows::api
