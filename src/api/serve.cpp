#include "api/serve.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/unknown_operation.h"
#include "wire/error_body.h"
#include "wire/shape_check.h"

namespace flows::api {
namespace {

// An operation with its URI split into segments.
struct Route {
  const wire::Operation* operation;
  std::vector<std::string_view> segments;  // "{flowIdentifier}" is a label
};

bool is_label(std::string_view segment) { return segment.starts_with('{'); }

Route make_route(const wire::Operation& operation) {
  Route route{.operation = &operation, .segments = {}};
  std::string_view rest = operation.uri;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('/'), rest.size());
    if (end > 0) route.segments.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return route;
}

// Returns the operations with literal segments first: "validate-definition" comes before
// "{flowIdentifier}".
const std::vector<Route>& routes() {
  static const auto table = [] {
    std::vector<Route> rows;
    for (const auto& operation : wire::all_operations()) rows.push_back(make_route(operation));
    const auto labels = [](const Route& row) {
      return std::count_if(row.segments.begin(), row.segments.end(), is_label);
    };
    std::stable_sort(rows.begin(), rows.end(),
                     [&](const Route& a, const Route& b) { return labels(a) < labels(b); });
    return rows;
  }();
  return table;
}

bool fits(const Route& route, std::string_view method, const std::vector<std::string>& segments) {
  return route.operation->method == method &&
         std::equal(route.segments.begin(), route.segments.end(), segments.begin(), segments.end(),
                    [](std::string_view expected, const std::string& segment) {
                      return is_label(expected) ? !segment.empty() : expected == segment;
                    });
}

const OperationRow& find_row(const wire::Operation& operation) {
  const auto rows = operations();
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const OperationRow& candidate) {
    return candidate.name == operation.name;
  });
  CHECK(row != rows.end(), "every operation of the model has a row");
  return *row;
}

const wire::Operation& operation_named(std::string_view name) {
  const auto* const found = wire::find_operation(name);
  CHECK(found != nullptr, "the program calls what the API has");
  return *found;
}

bool has_body(const wire::Operation& operation) {
  const auto members = operation.input->members;
  return std::any_of(members.begin(), members.end(), [](const wire::Member& member) {
    return member.location == wire::Location::kBody;
  });
}

void apply_synonym(const Synonym& synonym, base::Json& body) {
  if (synonym.other.empty() || base::find_member(body, synonym.member) != nullptr) return;
  const base::Json* const given = base::find_member(body, synonym.other);
  if (given == nullptr) return;
  base::Json value = *given;
  body[std::string(synonym.member)] = std::move(value);
}

base::Result<base::Json> read_input(const Call& call, const wire::Request& request) {
  base::Json body = base::Json::object();
  // A body is not parsed if no member of the input travels in it; clients send "{}" or worse.
  if (!request.body.empty() && has_body(*call.operation)) {
    ASSIGN_OR_RETURN(body, base::parse_json(request.body));
    apply_synonym(call.row->synonym, body);
  }
  ASSIGN_OR_RETURN(auto input,
                   wire::assemble_input(*call.operation, call.labels, call.query, std::move(body)));
  return wire::validate_and_normalize(call.operation->service, *call.operation->input,
                                      std::move(input));
}

// Some handlers use several transactions, which must see the same state.
base::Result<std::string> call_handler(const OperationRow& row, const ApiRequest& request,
                                       Services& services) {
  if (row.read != nullptr) {
    return services.db.read([&](store::ReadTxn& txn) { return row.read(request, txn); });
  }
  const auto use = services.db.lock_state_shared();
  return row.handler(request, services);
}

}  // namespace

base::Result<Call> route(const wire::Request& request, wire::Target target) {
  const auto segments = wire::join_arn_segments(std::move(target.segments));
  for (const auto& candidate : routes()) {
    if (!fits(candidate, request.method, segments)) continue;
    Call call{.row = &find_row(*candidate.operation),
              .operation = candidate.operation,
              .query = std::move(target.query)};
    for (std::size_t at = 0; at < segments.size(); ++at) {
      const auto segment = candidate.segments[at];
      if (!is_label(segment)) continue;
      call.labels.emplace(segment.substr(1, segment.size() - 2), segments[at]);
    }
    return call;
  }
  return unknown_operation(request);
}

base::Result<base::Json> validate_and_normalize_input(std::string_view operation,
                                                      base::Json input) {
  const auto& known = operation_named(operation);
  return wire::validate_and_normalize(known.service, *known.input, std::move(input));
}

base::Result<std::string> call(std::string_view operation, const base::Caller& caller,
                               base::Json input, Services& services) {
  const auto& known = operation_named(operation);
  const auto& row = find_row(known);
  CHECK(row.stream == nullptr, "the program calls operations that respond whole");
  ASSIGN_OR_RETURN(input, validate_and_normalize_input(operation, std::move(input)));
  return call_handler(row, {.operation = known, .caller = caller, .input = std::move(input)},
                      services);
}

base::Result<ApiRequest> read_request(const Call& call, const wire::Request& request,
                                      const base::Caller& caller) {
  ASSIGN_OR_RETURN(auto input, read_input(call, request));
  return ApiRequest{.operation = *call.operation, .caller = caller, .input = std::move(input)};
}

wire::Response serve(const Call& call, const ApiRequest& request, Services& services) {
  CHECK(call.row->stream == nullptr, "the operation responds whole");
  return response_of(*call.operation, call_handler(*call.row, request, services));
}

wire::Response serve_on_io_thread(const Call& call, const ApiRequest& request, Services& services) {
  CHECK(call.row->read != nullptr, "the operation only reads");
  return response_of(*call.operation, services.db.read_on_io_thread([&](store::ReadTxn& txn) {
    return call.row->read(request, txn);
  }));
}

std::variant<wire::Response, StreamEnd> serve_stream(const Call& call, const ApiRequest& request,
                                                     Services& services, StreamWriter& writer) {
  CHECK(call.row->stream != nullptr, "the operation responds with a stream");
  const auto streamed = call.row->stream(request, services, writer);
  if (!streamed) return wire::error_response(call.operation->service, streamed.error());
  return *streamed;
}

wire::Response response_of(const wire::Operation& operation, base::Result<std::string> body) {
  if (!body) return wire::error_response(operation.service, body.error());
  return {.status = operation.success_status,
          .headers = {{"content-type", "application/json"}},
          .body = *std::move(body)};
}

}  // namespace flows::api
