#include "http/failure.h"

#include "base/json_text.h"
#include "base/log.h"
#include "wire/error_body.h"

namespace flows::http {

wire::Response error_response(const base::Error& error) {
  // The errors that arise in this room look the same on both services.
  return wire::error_response(wire::Service::kControl, error);
}

wire::Response throttled_response() {
  base::Error error;
  error.code = base::ErrorCode::kThrottling;
  error.message = "The server is doing all it can at the moment; please try again.";
  return error_response(error);
}

wire::Response plain_response(int status, std::string_view message) {
  wire::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"}};
  response.body = base::ObjectText().string("message", message).finish();
  return response;
}

void log_response(const wire::Request& request, int status, std::string_view request_id) {
  if (!base::is_logged(base::LogLevel::kDebug)) return;
  const std::string_view target = request.target;
  base::log(base::LogLevel::kDebug, "request",
            {{"method", request.method},
             {"path", target.substr(0, target.find('?'))},
             {"status", std::to_string(status)},
             {"requestId", request_id}});
}

wire::Response exception_response(std::exception_ptr thrown, std::string_view request_id) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const std::exception& exception) {
    base::log(base::LogLevel::kError, "a handler failed",
              {{"requestId", request_id}, {"what", exception.what()}});
  } catch (...) {
    base::log(base::LogLevel::kError, "a handler failed with something that is no exception",
              {{"requestId", request_id}});
  }
  base::Error error;
  error.code = base::ErrorCode::kInternalServer;
  error.message = "The server encountered an unexpected error. Its log has the request's id.";
  return error_response(error);
}

}  // namespace flows::http
