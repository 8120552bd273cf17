#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"

// Read access to the generated tables: what the two AWS services declare. Everything here is
// constant data that lives as long as the program; pointers and views to it never dangle. Threads:
// any.
namespace flows::wire {

enum class Service {
  kControl,  // bedrock-agent
  kRuntime,  // bedrock-agent-runtime
};

// The name of the service in endpoints and SDKs.
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

// Where a member travels.
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
  // Strings: characters. Lists and maps: entries. Numbers: the value itself.
  std::optional<std::int64_t> min = {};
  std::optional<std::int64_t> max = {};
  std::string_view pattern = {};  // to be matched against the whole text; empty: none
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

// The 32 operations in scope, those of the control plane first.
std::span<const Operation> all_operations();

// nullptr if there is none of that name in scope.
const Operation* find_operation(std::string_view name);

// Every shape that the operations' inputs and outputs reach, sorted by name.
std::span<const Shape> all_shapes(Service service);

// nullptr if the operations in scope reach no shape of that name.
const Shape* find_shape(Service service, std::string_view name);

// The member of a structure; nullptr if it has none of that name.
const Member* find_member(const Shape& structure, std::string_view name);

// The values of an enumeration; empty if there is no such shape or it is no enumeration.
std::span<const std::string_view> enum_values(Service service, std::string_view shape_name);

// The exceptions one service declares.
std::span<const ErrorShape> all_errors(Service service);

// nullptr where the service does not declare that exception, as for everything the HTTP layer
// answers by itself.
const ErrorShape* find_error(Service service, base::ErrorCode code);

// The exception's name, e.g. "ConflictException".
std::string_view error_name(base::ErrorCode code);

// The code of an exception's name; nullopt if there is none.
std::optional<base::ErrorCode> find_error_code(std::string_view name);

// The HTTP status. An exception that only the other service declares has the status it has there: a
// fault that a user injects may be any of them.
int error_status(Service service, base::ErrorCode code);

}  // namespace flows::wire
