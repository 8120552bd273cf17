#pragma once

#include <exception>
#include <string_view>

#include "base/result.h"
#include "wire/message.h"

namespace flows::http {

// The answer that stands for `error`, in AWS's form.
wire::Response error_answer(const base::Error& error);

// The answer when a pool has no room.
wire::Response throttled_answer();

// The answer to a fault below AWS's protocol, where no exception of theirs fits: {"message": …}.
wire::Response plain_answer(int status, std::string_view message);

// The request boundary: logs what a handler threw with the request's id, and gives the 500 that
// tells the client no detail.
wire::Response exception_response(std::exception_ptr thrown, std::string_view request_id);

}  // namespace flows::http
