#include "http/short_stream.h"

#include <exception>
#include <utility>

#include "base/check.h"
#include "http/failure.h"

namespace flows::http {

ShortStream run_short(const StreamHandler& handler, const wire::Request& request,
                      const wire::Exchange& exchange) {
  ShortStream stream;
  wire::FrameWriter writer;
  writer.open = [&stream](std::vector<wire::Header> headers) {
    CHECK(!stream.was_opened, "a stream is opened once");
    stream.was_opened = true;
    stream.answer.headers = std::move(headers);
    return true;
  };
  writer.write = [&stream](std::string frame) {
    CHECK(stream.was_opened, "a stream is opened before it is written to");
    stream.answer.body += frame;
    return true;
  };
  try {
    std::optional<wire::Response> early = handler(request, exchange, writer);
    CHECK(early.has_value() != stream.was_opened, "either an answer or an opened stream");
    if (early) stream.answer = *std::move(early);
  } catch (...) {
    wire::Response failure = exception_response(std::current_exception(), exchange.request_id);
    stream.cut_short = stream.was_opened;
    if (!stream.was_opened) stream.answer = std::move(failure);
  }
  return stream;
}

}  // namespace flows::http
