#include "http/response_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/http/status.hpp>
#include <chrono>

#include "base/text/ascii.h"
#include "base/text/http_date.h"

namespace flows::http {

void append_header_text(std::string& out, std::string_view text) {
  const auto is_control = [](char character) {
    return static_cast<unsigned char>(character) < 0x20 || character == 0x7F;
  };
  const std::size_t begin = out.size();
  out += text;
  std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), is_control, ' ');
}

namespace {

void append_header(std::string& out, const wire::Header& header) {
  append_header_text(out, header.name);
  out += ": ";
  append_header_text(out, header.value);
  out += "\r\n";
}

void append_status_line(std::string& out, int status) {
  if (status == 200) {
    out += "HTTP/1.1 200 OK\r\n";
    return;
  }
  const auto code = static_cast<unsigned>(status);
  const auto reason = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(code));
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", code,
                 std::string_view(reason.data(), reason.size()));
}

}  // namespace

const wire::Header* find_content_type(const std::vector<wire::Header>& headers) {
  const auto found = std::find_if(headers.begin(), headers.end(), [](const wire::Header& header) {
    return base::equal_ignoring_case(header.name, "Content-Type");
  });
  return found == headers.end() ? nullptr : &*found;
}

void HeadWriter::append(std::string& out, const Head& head) {
  append_status_line(out, head.status);
  out += "Date: ";
  out += date();
  out += "\r\n";
  const wire::Header* const content_type = find_content_type(*head.headers);
  if (content_type != nullptr) append_header(out, *content_type);
  if (head.form == BodyForm::kLength) {
    out += "Content-Length: ";
    out += std::string_view(fmt::format_int(head.body_bytes).c_str());
    out += "\r\n";
  } else if (head.form == BodyForm::kChunked) {
    out += "Transfer-Encoding: chunked\r\n";
  }
  out += head.keep_alive ? "Connection: keep-alive\r\n" : "Connection: close\r\n";
  out += "x-amzn-RequestId: ";
  out += head.request_id;
  out += "\r\n";
  for (const std::vector<wire::Header>* headers : {head.headers, head.more_headers}) {
    if (headers == nullptr) continue;
    for (const wire::Header& header : *headers) {
      if (&header != content_type) append_header(out, header);
    }
  }
  out += "\r\n";
}

std::string_view HeadWriter::date() {
  const auto now = std::chrono::floor<std::chrono::seconds>(clock_.now());
  const std::int64_t second = now.time_since_epoch().count();
  if (second != date_second_ || date_.empty()) {
    date_second_ = second;
    date_ = base::http_date(now);
  }
  return date_;
}

}  // namespace flows::http
