// The least that answers HTTP with the program's own libraries: one thread, Beast's parser, and the
// same finished bytes for every request. `flows-bench-server BYTES [DATABASE]` answers with a whole
// message of so many bytes, and keeps a database open, as every server with one does.
#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <charconv>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type>;
using Socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;

// Keeps itself alive through the handlers it waits for.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Socket socket, const std::string& answer) : socket_(std::move(socket)), answer_(answer) {}

  void read() {
    parser_.emplace();
    http::async_read(socket_, buffer_, *parser_,
                     [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                       if (!error) self->write();
                     });
  }

 private:
  void write() {
    asio::async_write(socket_, asio::buffer(answer_),
                      [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                        if (!error) self->read();
                      });
  }

  Socket socket_;
  const std::string& answer_;
  boost::beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
};

void accept(Acceptor& acceptor, const std::string& answer) {
  acceptor.async_accept([&](boost::system::error_code error, Socket socket) {
    if (!error) {
      socket.set_option(asio::ip::tcp::no_delay(true), error);
      std::make_shared<Session>(std::move(socket), answer)->read();
    }
    accept(acceptor, answer);
  });
}

std::string head(std::size_t body_bytes) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body_bytes) + "\r\n\r\n";
}

// `bytes` long where the head leaves room for it, or one more where the length gains a digit.
std::string answer_of(std::size_t bytes) {
  const std::size_t head_bytes = head(bytes).size();
  const std::size_t body_bytes = bytes > head_bytes ? bytes - head_bytes : 0;
  return head(body_bytes) + std::string(body_bytes, 'x');
}

class Database {
 public:
  explicit Database(const char* file) {
    run(sqlite3_open(file, &connection_));
    run(sqlite3_exec(connection_, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr));
    run(sqlite3_exec(connection_, "CREATE TABLE document (id INTEGER PRIMARY KEY, text TEXT)",
                     nullptr, nullptr, nullptr));
  }
  ~Database() { sqlite3_close(connection_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

 private:
  static void run(int code) {
    if (code == SQLITE_OK) return;
    spdlog::error("{}", nlohmann::json{{"sqlite", sqlite3_errstr(code)}}.dump());
    std::exit(1);
  }

  sqlite3* connection_ = nullptr;
};

}  // namespace

int main(int count, char** arguments) {
  const std::string_view text = count == 2 || count == 3 ? arguments[1] : "";
  std::size_t bytes = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
    std::cerr << "usage: flows-bench-server BYTES [DATABASE]\n";
    return 2;
  }
  std::optional<Database> database;
  if (count == 3) database.emplace(arguments[2]);
  const std::string answer = answer_of(bytes);
  asio::io_context context(1);
  Acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
  accept(acceptor, answer);
  std::cout << "flows-bench-server listening on http://127.0.0.1:"
            << acceptor.local_endpoint().port() << std::endl;
  context.run();
}
