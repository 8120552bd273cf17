#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"

namespace flows::base {

// One value for each exception of the two AWS services, then those of the HTTP layer in front of
// them. The HTTP status depends on the code and on the service: see wire/error_body.h.
enum class ErrorCode {
  kAccessDenied,
  kBadGateway,
  kConflict,
  kDependencyFailed,
  kInternalServer,
  kDamagedData,  // what is stored cannot be used; clients see kInternalServer
  kResourceNotFound,
  kServiceQuotaExceeded,
  kThrottling,
  kValidation,
  kSerialization,     // the body is not the JSON that the protocol requires
  kUnknownOperation,  // no route matches the request
  kRequestTooLarge,   // a limit of base/limits.h is exceeded
  kForbidden,         // the browser guard refused the request
  // The ways in which the verification of a signature fails.
  kIncompleteSignature,
  kInvalidSignature,
  kMissingAuthenticationToken,
  kUnrecognizedClient,
};

// One member of a request that broke a constraint; `name` is its path, as in
// "definition.nodes.1.member.name".
struct FieldError {
  std::string name;
  std::string message;

  friend bool operator==(const FieldError&, const FieldError&) = default;
};

// Why a request cannot be served. The client reads the message.
struct Error {
  ErrorCode code = ErrorCode::kInternalServer;
  std::string message;
  // The constraints of AWS's model that the request breaks. They are sent with a
  // ValidationException of the control plane.
  std::vector<FieldError> fields = {};
  std::string resource_name = {};  // DependencyFailed and BadGateway only, e.g. "Amazon Bedrock"

  friend bool operator==(const Error&, const Error&) = default;
};

// A value, or the Error that explains why there is none. Accessing the one that is absent is a bug
// (BugError).
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit on purpose
  Result(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit on purpose

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & {
    CHECK(has_value(), "value() of a failed Result");
    return std::get<0>(state_);
  }
  const T& value() const& {
    CHECK(has_value(), "value() of a failed Result");
    return std::get<0>(state_);
  }
  // This returns by value, so that the loop `for (auto& x : f().value())` does not dangle.
  T value() && {
    CHECK(has_value(), "value() of a failed Result");
    return std::get<0>(std::move(state_));
  }
  const Error& error() const& {
    CHECK(!has_value(), "error() of a Result that has a value");
    return std::get<1>(state_);
  }
  Error&& error() && {
    CHECK(!has_value(), "error() of a Result that has a value");
    return std::get<1>(std::move(state_));
  }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, Error> state_;
};

// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit on purpose

  [[nodiscard]] bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  const Error& error() const& {
    CHECK(error_.has_value(), "error() of a Result that succeeded");
    return *error_;
  }
  Error&& error() && {
    CHECK(error_.has_value(), "error() of a Result that succeeded");
    return *std::move(error_);
  }

 private:
  std::optional<Error> error_;
};

}  // namespace flows::base

#define FLOWS_JOIN_INNER(a, b) a##b
#define FLOWS_JOIN(a, b) FLOWS_JOIN_INNER(a, b)

// ASSIGN_OR_RETURN(auto flow, find_flow(…)): assigns the value, or returns the error from the
// function.
#define ASSIGN_OR_RETURN(declaration, expression) \
  ASSIGN_OR_RETURN_IMPL(FLOWS_JOIN(flows_result_, __LINE__), declaration, expression)
#define ASSIGN_OR_RETURN_IMPL(result, declaration, expression) \
  auto result = (expression);                                  \
  if (!result) return std::move(result).error();               \
  declaration = *std::move(result)

// RETURN_IF_ERROR(check(…)): continues, or returns the error from the function.
#define RETURN_IF_ERROR(expression)                        \
  do {                                                     \
    if (auto flows_result = (expression); !flows_result) { \
      return std::move(flows_result).error();              \
    }                                                      \
  } while (false)
