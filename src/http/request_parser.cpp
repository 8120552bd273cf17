#include "http/request_parser.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <optional>
#include <string>
#include <utility>

#include "base/text/ascii.h"

namespace flows::http {

namespace beast = boost::beast;

namespace {

// The parser reserves more only as bytes arrive, because a client may announce a body that it never
// sends.
constexpr std::uint64_t kReserveBytesMax = 1024 * 1024;

// How many bytes an idle connection may hold for the body of its next request.
constexpr std::size_t kIdleBodyCapacityMax = 16 * 1024;

// Returns whether a line has three words as that of a request, and the third is no version of HTTP.
bool names_other_protocol(std::string_view line) {
  line = line.substr(0, line.find_first_of("\r\n"));
  const std::size_t last = line.rfind(' ');
  return std::ranges::count(line, ' ') == 2 && !line.substr(last + 1).starts_with("HTTP/");
}

// Returns whether the last coding of a list is "chunked", and that alone: Beast accepts it with
// other words behind it, too.
bool ends_in_chunked(std::string_view codings) {
  const std::string_view last = codings.substr(codings.rfind(',') + 1);  // npos + 1 is 0
  return base::equal_ignoring_case(base::trimmed(last), "chunked");
}

}  // namespace

std::size_t empty_lines_before(std::string_view bytes) {
  std::size_t used = 0;
  while (true) {
    const std::string_view rest = bytes.substr(used);
    if (rest.starts_with("\r\n")) {
      used += 2;
    } else if (rest.starts_with('\n')) {
      used += 1;
    } else {
      return used;
    }
  }
}

// Parses with Beast and writes straight into a wire::Request.
class RequestParser::Parser final : public beast::http::basic_parser<true> {
 public:
  using ErrorCode = beast::error_code;
  using Text = beast::string_view;

  explicit Parser(wire::Request used) : request(std::move(used)) {
    request.method.clear();
    request.target.clear();
    request.body.clear();
    if (request.body.capacity() > kIdleBodyCapacityMax) request.body.shrink_to_fit();
  }

  // Removes those headers of the last request that this one did not overwrite.
  void drop_old_headers() { request.headers.resize(headers); }

  wire::Request request;
  std::size_t headers = 0;  // received so far; later entries belong to the last request
  std::size_t hosts = 0;
  bool http_1_0 = false;
  std::optional<std::string> expectation;
  std::size_t transfer_encodings = 0;
  std::string transfer_encoding;  // the last one

 private:
  void on_request_impl(beast::http::verb, Text method, Text target, int version,
                       ErrorCode&) override {
    request.method.assign(method.data(), method.size());
    request.target.assign(target.data(), target.size());
    http_1_0 = version == 10;
  }
  void on_response_impl(int, Text, int, ErrorCode&) override {}
  void on_field_impl(beast::http::field field, Text name, Text value, ErrorCode&) override {
    if (is_header_done()) return;  // a trailer could imitate a header that was checked
    if (field == beast::http::field::host) ++hosts;
    if (field == beast::http::field::expect) expectation.emplace(value.data(), value.size());
    if (field == beast::http::field::transfer_encoding) {
      ++transfer_encodings;
      transfer_encoding.assign(value.data(), value.size());
    }
    if (headers == request.headers.size()) request.headers.emplace_back();
    wire::Header& header = request.headers[headers++];
    header.name.assign(name.data(), name.size());
    header.value.assign(value.data(), value.size());
  }
  void on_header_impl(ErrorCode&) override { drop_old_headers(); }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) override {
    request.body.reserve(static_cast<std::size_t>(std::min(length.value_or(0), kReserveBytesMax)));
  }
  std::size_t on_body_impl(Text body, ErrorCode&) override {
    request.body.append(body.data(), body.size());
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, Text, ErrorCode&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, ErrorCode&) override {
    request.body.append(body.data(), body.size());
    return body.size();
  }
  void on_finish_impl(ErrorCode&) override {}
};

RequestParser::RequestParser(ParserLimits limits) : limits_(limits) { reset(); }

RequestParser::~RequestParser() = default;

void RequestParser::reset(wire::Request used) {
  parser_.reset();  // comes first, so that the next parser reuses its memory
  parser_ = std::make_unique<Parser>(std::move(used));
  parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes_max));
  parser_->body_limit(limits_.body_bytes_max);
  fault_ = RequestFault::kNone;
}

std::size_t RequestParser::feed(std::string_view bytes) {
  beast::error_code failure;
  const bool had_header = has_header();
  parser_->eager(had_header);
  const std::size_t used = parser_->put(boost::asio::buffer(bytes.data(), bytes.size()), failure);
  // The line before a chunk, or the trailers, could otherwise grow without end.
  const bool waits = !failure || failure == beast::http::error::need_more;
  const bool endless = waits && used == 0 && bytes.size() > limits_.header_bytes_max;
  if (endless || failure == beast::http::error::header_limit) {
    fault_ = RequestFault::kHeaderTooLarge;
  } else if (failure == beast::http::error::body_limit) {
    fault_ = RequestFault::kBodyTooLarge;
  } else if (!waits) {
    const bool is_other = failure == beast::http::error::bad_version && names_other_protocol(bytes);
    fault_ = is_other ? RequestFault::kOtherProtocol : RequestFault::kMalformed;
  } else if (!had_header && has_header()) {
    fault_ = fault_of_header();
  }
  if (fault_ != RequestFault::kNone) parser_->drop_old_headers();
  return used;
}

// Returns what is wrong with a header that Beast accepts.
RequestFault RequestParser::fault_of_header() const {
  // HTTP/1.1 demands exactly one Host; with two, the browser guard could not know which one is
  // meant.
  const bool needs_host = !parser_->http_1_0;
  if (parser_->hosts > 1 || (parser_->hosts == 0 && needs_host)) return RequestFault::kMalformed;
  // Beast takes a body that does not end in chunks for none, so that it would be read as the next
  // request. HTTP/1.0 has no transfer codings.
  if (parser_->transfer_encodings > 0) {
    const bool chunked = parser_->chunked() && ends_in_chunked(parser_->transfer_encoding);
    if (!chunked || parser_->http_1_0) return RequestFault::kMalformed;
    if (parser_->transfer_encodings > 1 ||
        !base::equal_ignoring_case(parser_->transfer_encoding, "chunked")) {
      return RequestFault::kUnknownCoding;
    }
  }
  if (parser_->expectation && !base::equal_ignoring_case(*parser_->expectation, "100-continue")) {
    return RequestFault::kUnknownExpectation;
  }
  return RequestFault::kNone;
}

RequestFault RequestParser::fault() const { return fault_; }
bool RequestParser::has_header() const {
  // Beast refuses an announced length before it calls the header done.
  return parser_->is_header_done() || fault_ == RequestFault::kBodyTooLarge;
}
bool RequestParser::is_complete() const { return parser_->is_done(); }
bool RequestParser::wants_continue() const {
  return parser_->expectation.has_value() && !parser_->http_1_0 && !parser_->is_done();
}
bool RequestParser::is_http_1_0() const { return parser_->http_1_0; }
bool RequestParser::may_keep_alive() const {
  return parser_->is_header_done() && !parser_->http_1_0 && parser_->keep_alive();
}

const wire::Request& RequestParser::request() const { return parser_->request; }

wire::Request RequestParser::take() {
  parser_->drop_old_headers();
  return std::move(parser_->request);
}

}  // namespace flows::http
