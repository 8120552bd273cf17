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

// The input of the operation of that name as AWS keeps it, see wire::conform. Errors: kValidation,
// kSerialization.
base::Result<base::Json> conform_input(std::string_view operation, base::Json input);

// Calls the operation of that name from inside the program: `input` is checked and answered as that
// of a client would be. Returns the body of the answer. Requires an operation with a `handler` that
// does not run on the I/O thread. Errors: those of the operation.
base::Result<std::string> call(std::string_view operation, const base::Caller& caller,
                               base::Json input, Services& services);

// Whether it is worth asking the row's `is_short`: a large request is never short.
bool may_be_short(const Call& call, const wire::Request& request);

// Answers a call whose row has `later`: the same, but `done` gets the response; exceptions of the
// handler pass. Threads: the I/O thread.
void serve_later(const Call& call, const wire::Request& request, const wire::Exchange& exchange,
                 const base::Caller& caller, Services& services,
                 std::function<void(wire::Response)> done);

// Answers a call whose row has a `handler`: reads and checks the input, runs the handler, renders
// what it returned. Exceptions of the handler pass. Threads: where the row says.
wire::Response serve(const Call& call, const wire::Request& request, const wire::Exchange& exchange,
                     const base::Caller& caller, Services& services);

// The same for a row that has a `stream`. Returns the answer of a call that failed before anything
// was written, and how the stream ended once it is complete. Threads: where the row says.
std::variant<wire::Response, StreamEnd> serve_stream(const Call& call, const wire::Request& request,
                                                     const wire::Exchange& exchange,
                                                     const base::Caller& caller, Services& services,
                                                     wire::FrameWriter& writer);

}  // namespace flows::api
