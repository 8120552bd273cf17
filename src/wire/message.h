#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace flows::wire {

struct Header {
  std::string name;
  std::string value;

  friend bool operator==(const Header&, const Header&) = default;
};

// A request, independent of any HTTP library.
struct Request {
  std::string method;           // as sent, e.g. "GET"
  std::string target;           // as sent: still percent-encoded, query included
  std::vector<Header> headers;  // in the order they came
  std::string body;

  // Returns the value of the first header of that name, ignoring case; nullptr if there is none.
  [[nodiscard]] const std::string* header(std::string_view name) const;
};

// A response, independent of any HTTP library. Date, Connection, Content-Length and the request id
// are added when it is sent.
struct Response {
  int status = 200;
  std::vector<Header> headers = {};
  std::string body = {};
};

}  // namespace flows::wire
