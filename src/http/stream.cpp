#include "http/stream.h"

#include <exception>
#include <utility>

#include "base/check.h"
#include "http/failure.h"

namespace flows::http {

Stream::Stream(StreamHandler handler, wire::Request request, std::string request_id,
               std::size_t queue_bytes_max)
    : handler_(std::move(handler)),
      request_(std::move(request)),
      exchange_{.request_id = std::move(request_id), .stop = stop_.get_token()},
      frames_(queue_bytes_max) {}

void Stream::work() {
  try {
    run_handler();
  } catch (...) {
    response_ = exception_response(std::current_exception(), exchange_.request_id);
    cut_short_ = true;
  }
  handler_ = nullptr;
  frames_.finish(cut_short_ ? std::string() : std::move(last_));
}

void Stream::run_handler() {
  FrameWriter writer;
  writer.open = [this](std::vector<wire::Header> headers) {
    CHECK(!opened_, "a stream is opened once");
    opened_ = true;
    headers_ = std::move(headers);
    return !frames_.is_closed();
  };
  writer.write = [this](std::string frame) {
    CHECK(opened_, "a stream is opened before it is written to");
    return frames_.push(std::move(frame));
  };
  writer.end = [this](std::string frames, bool ends_connection) {
    last_ = std::move(frames);
    ends_connection_ = ends_connection;
  };
  std::optional<wire::Response> early = handler_(request_, exchange_, writer);
  CHECK(early.has_value() != opened_, "either a response or an opened stream");
  if (early) response_ = *std::move(early);
}

void Stream::abandon() {
  // The order matters: a thread that sees the stop request must find the stream closed.
  frames_.close();
  stop_.request_stop();
}

}  // namespace flows::http
