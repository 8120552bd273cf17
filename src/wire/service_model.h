#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"

// Read access to the generated tables of what the two AWS services declare. Everything here is
// constant data that lives as long as the program; pointers and views to it never dangle. Threads:
// any.
namespace flows::wire {

enum class Service {
  kControl,  // bedrock-agent
  kRuntime,  // bedrock-agent-runtime
};

// Returns the name of the service in endpoints and SDKs.
constexpr std::string_view service_name(Service service) {
  return service == Service::kControl ? "bedrock-agent" : "bedrock-agent-runtime";
}

enum class Kind {
  kStructure,
  kList,
  kMap,
  kString,
  kInteger,  // 32 bits
  kLong,     // 64 bits
  kFloat,    // 32 bits
  kBoolean,
  kTimestamp,
  kBlob,
  kDocument,  // any JSON
};

// The part of a request that carries a member.
enum class Location { kBody, kUri, kQuery, kHeader };

struct Shape;

struct Member {
  std::string_view name;
  const Shape* shape = nullptr;  // never null in the tables
  bool required = false;
  bool idempotency_token = false;
  Location location = Location::kBody;
  std::string_view wire_name = {};  // label, query key, header or JSON key
};

struct Shape {
  std::string_view name;
  Kind kind = Kind::kStructure;
  // Limits of a string's characters, of a list's or map's entries, or of a number's value.
  std::optional<std::int64_t> min = {};
  std::optional<std::int64_t> max = {};
  std::string_view pattern = {};  // must match the whole text; empty: no pattern
  std::span<const std::string_view> enum_values = {};
  std::span<const Member> members = {};  // kStructure
  const Shape* key = nullptr;            // kMap
  const Shape* element = nullptr;        // kList, and the values of kMap
  bool sensitive = false;
  bool is_union = false;
  bool is_exception = false;
  bool is_event_stream = false;
};

struct Operation {
  std::string_view name;
  Service service = Service::kControl;
  std::string_view method;
  std::string_view uri;  // e.g. "/flows/{flowIdentifier}/", as the model writes it
  int success_status = 200;
  const Shape* input = nullptr;   // never null in the tables
  const Shape* output = nullptr;  // never null in the tables
  std::span<const std::string_view> errors = {};
};

struct ErrorShape {
  std::string_view name;  // e.g. "ConflictException"
  int status = 500;
  std::span<const std::string_view> members = {};
};

// Returns the 32 operations in scope, those of the control plane first.
std::span<const Operation> all_operations();

// Returns the operation of that name; nullptr if there is none in scope.
const Operation* find_operation(std::string_view name);

// Returns every shape that the operations' inputs and outputs reach, sorted by name.
std::span<const Shape> all_shapes(Service service);

// Returns the shape of that name; nullptr if the operations in scope reach none.
const Shape* find_shape(Service service, std::string_view name);

// Returns the member of that name of a structure; nullptr if it has none.
const Member* find_member(const Shape& structure, std::string_view name);

// Returns the values of an enumeration; empty if there is no such shape or it is no enumeration.
std::span<const std::string_view> enum_values(Service service, std::string_view shape_name);

// Returns the exceptions that one service declares.
std::span<const ErrorShape> all_errors(Service service);

// Returns the exception that the service declares for `code`. Returns nullptr if it declares none,
// as for every error that the HTTP layer raises itself.
const ErrorShape* find_error(Service service, base::ErrorCode code);

// Returns the exception's name, e.g. "ConflictException".
std::string_view error_name(base::ErrorCode code);

// Returns the code of the exception of that name; nullopt if there is none.
std::optional<base::ErrorCode> find_error_code(std::string_view name);

// Returns the HTTP status. For an exception that only the other service declares, it is the status
// declared there, because a fault that a user injects may be any exception.
int error_status(Service service, base::ErrorCode code);

}  // namespace flows::wire
