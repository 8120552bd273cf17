#include "wire/service_model.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/check.h"

namespace flows::wire {

namespace control {
#include "schemas/generated/control_shapes.inc"

#include "schemas/generated/control_errors.inc"
#include "schemas/generated/control_operations.inc"
}  // namespace control

namespace runtime {
#include "schemas/generated/runtime_shapes.inc"

#include "schemas/generated/runtime_errors.inc"
#include "schemas/generated/runtime_operations.inc"
}  // namespace runtime

namespace {

using base::ErrorCode;

constexpr auto kAllOperations = [] {
  std::array<Operation, std::size(control::kOperations) + std::size(runtime::kOperations)> all{};
  const auto middle = std::ranges::copy(control::kOperations, all.begin()).out;
  std::ranges::copy(runtime::kOperations, middle);
  return all;
}();

// The exceptions of both models by code, then the errors that the HTTP layer raises itself. The
// models do not declare the latter, so their statuses are given here.
struct NamedCode {
  ErrorCode code;
  std::string_view name;
  int http_layer_status = 0;  // 0: a model declares it
};

constexpr NamedCode kNamedCodes[] = {
    {ErrorCode::kAccessDenied, "AccessDeniedException"},
    {ErrorCode::kBadGateway, "BadGatewayException"},
    {ErrorCode::kConflict, "ConflictException"},
    {ErrorCode::kDependencyFailed, "DependencyFailedException"},
    {ErrorCode::kInternalServer, "InternalServerException"},
    {ErrorCode::kDamagedData, "InternalServerException"},
    {ErrorCode::kResourceNotFound, "ResourceNotFoundException"},
    {ErrorCode::kServiceQuotaExceeded, "ServiceQuotaExceededException"},
    {ErrorCode::kThrottling, "ThrottlingException"},
    {ErrorCode::kValidation, "ValidationException"},
    {ErrorCode::kSerialization, "SerializationException", 400},
    {ErrorCode::kUnknownOperation, "UnknownOperationException", 404},
    {ErrorCode::kRequestTooLarge, "RequestEntityTooLargeException", 413},
    {ErrorCode::kForbidden, "AccessDeniedException", 403},
    {ErrorCode::kIncompleteSignature, "IncompleteSignatureException", 403},
    {ErrorCode::kInvalidSignature, "InvalidSignatureException", 403},
    {ErrorCode::kMissingAuthenticationToken, "MissingAuthenticationTokenException", 403},
    {ErrorCode::kUnrecognizedClient, "UnrecognizedClientException", 403},
};

const NamedCode& named(ErrorCode code) {
  const auto* found = std::ranges::find(kNamedCodes, code, &NamedCode::code);
  CHECK(found != std::end(kNamedCodes), "every error code has a name");
  return *found;
}

template <class Row>
const Row* find_by_name(std::span<const Row> rows, std::string_view name) {
  const auto found = std::ranges::find(rows, name, &Row::name);
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

std::span<const Operation> all_operations() { return kAllOperations; }

const Operation* find_operation(std::string_view name) {
  return find_by_name(all_operations(), name);
}

std::span<const Shape> all_shapes(Service service) {
  if (service == Service::kControl) return control::kShapes;
  return runtime::kShapes;
}

const Shape* find_shape(Service service, std::string_view name) {
  const auto shapes = all_shapes(service);
  const auto found = std::ranges::lower_bound(shapes, name, {}, &Shape::name);
  return found == shapes.end() || found->name != name ? nullptr : &*found;
}

const Member* find_member(const Shape& structure, std::string_view name) {
  return find_by_name(structure.members, name);
}

std::span<const std::string_view> enum_values(Service service, std::string_view shape_name) {
  const Shape* shape = find_shape(service, shape_name);
  return shape == nullptr ? std::span<const std::string_view>{} : shape->enum_values;
}

std::span<const ErrorShape> all_errors(Service service) {
  if (service == Service::kControl) return control::kErrors;
  return runtime::kErrors;
}

const ErrorShape* find_error(Service service, ErrorCode code) {
  const NamedCode& row = named(code);
  return row.http_layer_status != 0 ? nullptr : find_by_name(all_errors(service), row.name);
}

std::string_view error_name(ErrorCode code) { return named(code).name; }

std::optional<ErrorCode> find_error_code(std::string_view name) {
  const auto* found = std::ranges::find(kNamedCodes, name, &NamedCode::name);
  if (found == std::end(kNamedCodes)) return std::nullopt;
  return found->code;
}

int error_status(Service service, ErrorCode code) {
  if (const int status = named(code).http_layer_status; status != 0) return status;
  for (const Service where : {service, Service::kControl, Service::kRuntime}) {
    if (const ErrorShape* error = find_error(where, code); error != nullptr) return error->status;
  }
  UNREACHABLE("an exception that no service declares");
  return 0;
}

}  // namespace flows::wire
