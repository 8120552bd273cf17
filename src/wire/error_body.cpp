#include "wire/error_body.h"

#include <algorithm>

#include "base/json.h"
#include "base/json_text.h"

namespace flows::wire {
namespace {

constexpr std::string_view kErrorType = "x-amzn-ErrorType";

bool has_member(const ErrorShape* shape, std::string_view name) {
  return shape != nullptr && std::ranges::find(shape->members, name) != shape->members.end();
}

std::string field_list(const std::vector<base::FieldError>& fields) {
  return base::list_text(fields, [](const base::FieldError& field) {
    return base::ObjectText().string("name", field.name).string("message", field.message).finish();
  });
}

std::string body_of(Service service, const base::Error& error) {
  const ErrorShape* shape = find_error(service, error.code);
  base::ObjectText body;
  body.string("message", error.message);
  if (!error.fields.empty() && has_member(shape, "fieldList")) {
    body.raw("fieldList", field_list(error.fields));
  }
  if (!error.resource_name.empty() && has_member(shape, "resourceName")) {
    body.string("resourceName", error.resource_name);
  }
  return std::move(body).finish();
}

}  // namespace

Response error_response(Service service, const base::Error& error) {
  return Response{.status = error_status(service, error.code),
                  .headers = {{"content-type", "application/json"},
                              {std::string(kErrorType), std::string(error_name(error.code))}},
                  .body = body_of(service, error)};
}

std::string_view error_name_of(const Response& response) {
  const auto header = std::ranges::find(response.headers, kErrorType, &Header::name);
  return header == response.headers.end() ? std::string_view{} : header->value;
}

std::string exception_frame_payload(const base::Error& error) {
  return body_of(Service::kRuntime, error);
}

}  // namespace flows::wire
