#include "http/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "base/log.h"
#include "base/thread.h"
#include "http/connection.h"
#include "http/server_tls.h"

namespace flows::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

namespace {

// The system would let each buffer grow to several megabytes: fresh memory for each long response,
// and thousands of clients that read nothing would hold gigabytes of it.
constexpr int kSendBufferBytes = 64 * 1024;

// The server checks deadlines once a tick: rarely enough to cost nothing, and often enough that
// nobody notices the difference.
milliseconds tick_of(const ServerOptions& options) {
  const milliseconds shortest =
      std::min({options.idle_timeout, options.request_timeout, options.write_timeout});
  return std::clamp(shortest / 4, milliseconds(5), milliseconds(1000));
}

base::Error listen_error(const ServerOptions& options, const error_code& failure) {
  base::Error error;
  error.code = base::ErrorCode::kValidation;
  std::string why = failure.message();
  if (failure == asio::error::address_in_use) {
    error.code = base::ErrorCode::kConflict;
    why = "the port is in use";
  } else if (failure == asio::error::access_denied) {
    error.code = base::ErrorCode::kAccessDenied;
  }
  error.message = fmt::format("Cannot listen on {}:{}: {}.", options.host, options.port, why);
  return error;
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Router router, const base::Clock& clock, base::IdGenerator& ids)
      : options_(std::move(options)),
        router_(std::move(router)),
        api_pool_("api pool", options_.api_threads, options_.api_queue_max),
        flow_pool_("flow pool", options_.flow_threads_max, 0),
        context_{.options = options_,
                 .router = router_,
                 .ids = ids,
                 .pools = {.api = api_pool_, .flow = flow_pool_},
                 .heads = HeadWriter(clock),
                 .tick_length = tick_of(options_)},
        guard_(io_.get_executor()),
        acceptor_(io_),
        tick_timer_(io_),
        grace_timer_(io_) {}

  base::Result<void> listen();
  void start();
  void stop();
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;

  error_code resolve(tcp::endpoint& endpoint);
  void run_io();

  // The following functions run on the I/O thread.
  void accept_next();
  void accepted(const error_code& failure, Socket socket);
  void take_client(Socket socket);
  void connection_ended(const std::shared_ptr<Connection>& connection, std::exception_ptr thrown);
  void forget(const std::shared_ptr<Connection>& connection);
  void count_connections();
  void arm_tick();
  void on_tick();
  void begin_stop();
  void end_grace();
  void end_io();

  const ServerOptions options_;
  const Router router_;
  asio::io_context io_{1};  // one thread runs it
  base::WorkerPool api_pool_;
  base::WorkerPool flow_pool_;
  SessionContext context_;
  asio::executor_work_guard<Executor> guard_;  // prevents the I/O thread from ending before `stop`
  Acceptor acceptor_;
  asio::steady_timer tick_timer_;
  asio::steady_timer grace_timer_;
  std::unordered_set<std::shared_ptr<Connection>> connections_;
  bool accept_waits_ = false;  // until a connection ends, or until the next tick
  bool ticks_ended_ = false;
  std::optional<base::Thread> thread_;
  std::uint16_t port_ = 0;

  std::mutex stop_call_;  // held by the call that stops; a second call waits for it
  bool stopped_ = false;

  std::mutex mutex_;  // guards the members below, for which `stop` waits
  std::condition_variable changed_;
  std::size_t connection_count_ = 0;
  bool stop_begun_ = false;
  bool grace_over_ = false;
};

error_code Server::Impl::resolve(tcp::endpoint& endpoint) {
  error_code failure;
  const auto address = asio::ip::make_address(options_.host, failure);
  if (!failure) {
    endpoint = tcp::endpoint(address, options_.port);
    return failure;
  }
  tcp::resolver resolver(io_);
  const auto found = resolver.resolve(options_.host, std::to_string(options_.port),
                                      tcp::resolver::passive, failure);
  if (failure) return failure;
  // "localhost" often has addresses of both families; clients that know only one of them know IPv4.
  const auto best = std::ranges::find_if(
      found, [](const auto& entry) { return entry.endpoint().address().is_v4(); });
  endpoint = best == found.end() ? found.begin()->endpoint() : best->endpoint();
  return failure;
}

base::Result<void> Server::Impl::listen() {
  if (options_.tls) {
    ASSIGN_OR_RETURN(context_.tls, make_server_tls(*options_.tls));
  }
  tcp::endpoint endpoint;
  error_code failure = resolve(endpoint);
  if (failure) return listen_error(options_, failure);
  acceptor_.open(endpoint.protocol(), failure);
  if (!failure) acceptor_.set_option(tcp::acceptor::reuse_address(true), failure);
  if (!failure) acceptor_.bind(endpoint, failure);
  if (!failure) acceptor_.listen(asio::socket_base::max_listen_connections, failure);
  if (!failure) port_ = acceptor_.local_endpoint(failure).port();
  if (!failure) return {};
  error_code ignored;
  acceptor_.close(ignored);
  return listen_error(options_, failure);
}

void Server::Impl::start() {
  CHECK(acceptor_.is_open() && !thread_, "start follows listen, once");
  thread_.emplace("I/O thread", [this](const std::stop_token&) { run_io(); });
  asio::post(io_, [this] {
    arm_tick();
    accept_next();
  });
}

// Continues at once after a failure, because connections wait for this thread.
void Server::Impl::run_io() {
  while (!base::run_guarded("I/O thread", [this] { io_.run(); })) {
  }
}

// What fails in this function is tried again at the next tick, so that the chain of accepts never
// ends.
void Server::Impl::accept_next() {
  if (context_.stopping) return;
  // While the limit is reached, clients wait in the listen queue of the operating system.
  accept_waits_ = connections_.size() >= options_.connections_max;
  if (accept_waits_) return;
  accept_waits_ = !base::run_guarded("waiting for a connection", [this] {
    acceptor_.async_accept(
        [this](const error_code& failure, Socket socket) { accepted(failure, std::move(socket)); });
  });
}

void Server::Impl::accepted(const error_code& failure, Socket socket) {
  if (context_.stopping) return;
  if (failure && failure != asio::error::connection_aborted) {
    // Most likely the process has no descriptor left. An immediate retry would only burn CPU time.
    base::log(base::LogLevel::kWarn, "cannot accept a connection", {{"what", failure.message()}});
    accept_waits_ = true;
    return;
  }
  if (!failure) {
    base::run_guarded("accepting a connection", [&] { take_client(std::move(socket)); });
  }
  accept_next();
}

void Server::Impl::take_client(Socket socket) {
  error_code ignored;  // the client may have left already
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::send_buffer_size(kSendBufferBytes), ignored);
  auto connection = std::make_shared<Connection>(std::move(socket), context_);
  connections_.insert(connection);
  count_connections();
  const bool started = base::run_guarded("connection", [&] {
    auto ended = [this, connection](std::exception_ptr thrown) {
      connection_ended(connection, thrown);
    };
    asio::co_spawn(io_.get_executor(), connection->run(), std::move(ended));
  });
  if (!started) forget(connection);
}

void Server::Impl::connection_ended(const std::shared_ptr<Connection>& connection,
                                    std::exception_ptr thrown) {
  if (thrown) {
    base::run_guarded("connection", [&] { std::rethrow_exception(thrown); });
    connection->abort();
  }
  forget(connection);
  if (accept_waits_) accept_next();
}

void Server::Impl::forget(const std::shared_ptr<Connection>& connection) {
  connections_.erase(connection);
  count_connections();
  changed_.notify_all();
}

void Server::Impl::count_connections() {
  const std::lock_guard lock(mutex_);
  connection_count_ = connections_.size();
}

void Server::Impl::arm_tick() {
  tick_timer_.expires_after(context_.tick_length);
  tick_timer_.async_wait([this](const error_code& failure) {
    if (!failure && !ticks_ended_) on_tick();
  });
}

// Sets the next tick before it does the work of this one, so that no failure of that work can end
// the ticks.
void Server::Impl::on_tick() {
  arm_tick();
  ++context_.tick;
  if (options_.on_tick) base::run_guarded("tick", options_.on_tick);
  for (const std::shared_ptr<Connection>& connection : connections_) {
    base::run_guarded("deadline of a connection", [&] { connection->check_deadlines(); });
  }
  if (accept_waits_) accept_next();
}

// Begins the stop. Notifies `stop` even if something fails, because `stop` would otherwise wait for
// ever.
void Server::Impl::begin_stop() {
  context_.stopping = true;
  base::run_guarded("begin of the shutdown", [this] {
    grace_timer_.expires_after(options_.shutdown_grace);
    grace_timer_.async_wait([this](const error_code& failure) {
      if (!failure) end_grace();
    });
    error_code ignored;
    acceptor_.close(ignored);
    for (const std::shared_ptr<Connection>& connection : connections_) connection->begin_stop();
  });
  {
    const std::lock_guard lock(mutex_);
    stop_begun_ = true;
  }
  changed_.notify_all();
}

void Server::Impl::end_grace() {
  context_.stop.request_stop();
  for (const std::shared_ptr<Connection>& connection : connections_) connection->abort();
  {
    const std::lock_guard lock(mutex_);
    grace_over_ = true;
  }
  changed_.notify_all();
}

void Server::Impl::end_io() {
  // A timer that has already expired cannot be cancelled: its tick is still to come.
  ticks_ended_ = true;
  tick_timer_.cancel();
  grace_timer_.cancel();
  guard_.reset();
}

void Server::Impl::stop() {
  const std::lock_guard one_call(stop_call_);
  if (std::exchange(stopped_, true)) return;
  if (!thread_) {
    error_code ignored;
    acceptor_.close(ignored);
    return;
  }
  asio::post(io_, [this] { begin_stop(); });
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stop_begun_ && (connection_count_ == 0 || grace_over_); });
  }
  // Handlers whose client has left may still be running.
  context_.stop.request_stop();
  api_pool_.close();
  flow_pool_.close();
  {
    // The sessions end once they have received what the pools returned.
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return connection_count_ == 0; });
  }
  asio::post(io_, [this] { end_io(); });
  thread_->join();
}

Server::Server(ServerOptions options, Router router, const base::Clock& clock,
               base::IdGenerator& ids)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(router), clock, ids)) {}

Server::~Server() { impl_->stop(); }

base::Result<void> Server::listen() { return impl_->listen(); }
std::uint16_t Server::port() const { return impl_->port(); }
void Server::start() { impl_->start(); }
void Server::stop() { impl_->stop(); }

}  // namespace flows::http
