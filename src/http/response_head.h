#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "wire/message.h"

namespace flows::http {

// Returns whether a response with that status has no body, nor its length.
constexpr bool has_no_body(int status) { return status == 204 || status == 304; }

// How the client learns where the body ends.
enum class BodyForm {
  kLength,      // Content-Length
  kChunked,     // Transfer-Encoding: chunked
  kUntilClose,  // the closed connection ends the body; for streams to HTTP/1.0
  kNone,        // this status has no body
};

// The content of a response head. It is a view and must not outlive what it points to.
struct Head {
  int status = 200;
  const std::vector<wire::Header>* headers = nullptr;
  const std::vector<wire::Header>* more_headers = nullptr;  // may be null
  std::string_view request_id;
  bool keep_alive = true;
  BodyForm form = BodyForm::kLength;
  std::size_t body_bytes = 0;
};

// Appends the text of a header. Characters that would let data forge another header become spaces.
void append_header_text(std::string& out, std::string_view text);

// Returns the first Content-Type of `headers`; nullptr if there is none. AWS's responses have it
// before Content-Length.
const wire::Header* find_content_type(const std::vector<wire::Header>& headers);

// Writes the heads of responses as text. Threads: one.
class HeadWriter {
 public:
  explicit HeadWriter(const base::Clock& clock) : clock_(clock) {}

  // Appends the status line, then Date, Content-Type, Content-Length, Connection and
  // x-amzn-RequestId in AWS's order, then the other headers as they are given, and the empty line.
  void append(std::string& out, const Head& head);

  // The value of Date. Valid until the next call of a member.
  std::string_view date();

 private:
  const base::Clock& clock_;
  std::int64_t date_second_ = -1;  // the second for which `date_` is valid
  std::string date_;
};

}  // namespace flows::http
