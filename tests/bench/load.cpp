#include "bench/load.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "bench/answer.h"
#include "bench/connection.h"
#include "bench/failure.h"
#include "bench/machine.h"

namespace flows::bench {
namespace {

struct Client {
  explicit Client(std::uint16_t port) : connection(port) {}

  void ask(std::string_view request) {
    sent_at = now_seconds();
    connection.send(request);
  }

  Connection connection;
  double sent_at = 0;
};

class Poller {
 public:
  Poller() : poller_(epoll_create1(0)) {
    if (poller_ < 0) fail_errno("opening an epoll");
  }
  ~Poller() { ::close(poller_); }
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  void add(Client& client) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &client;
    if (epoll_ctl(poller_, EPOLL_CTL_ADD, client.connection.socket(), &event) != 0) {
      fail_errno("watching a connection");
    }
  }

  // Looks until something is there, without sleeping.
  template <class Visit>
  void wait(Visit visit) {
    std::array<epoll_event, 64> events;
    const double since = now_seconds();
    int count = 0;
    while (count == 0) {
      count = epoll_wait(poller_, events.data(), static_cast<int>(events.size()), 0);
      if (count < 0) fail_errno("waiting for answers");
      if (count == 0 && now_seconds() - since > kSilenceMaxSeconds) {
        throw Failure("a server fell silent");
      }
    }
    for (int i = 0; i < count; ++i) {
      visit(*static_cast<Client*>(events[static_cast<std::size_t>(i)].data.ptr));
    }
  }

 private:
  int poller_;
};

void check_status(std::string_view answer, int status) {
  if (status_of(answer) == status) return;
  throw Failure("expected status " + std::to_string(status) + ", got: " + std::string(answer));
}

}  // namespace

std::string ask(std::uint16_t port, const std::string& request) {
  Connection connection(port);
  connection.send(request);
  return std::string(connection.receive_whole());
}

NextRequest always(std::string request) {
  return [request = std::move(request)](std::string_view) -> std::string_view { return request; };
}

double quantile(std::vector<float>& latencies, double share) {
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(latencies.size() - 1));
  std::nth_element(latencies.begin(), latencies.begin() + at, latencies.end());
  return latencies[static_cast<std::size_t>(at)];
}

LoadResult run_load(const Load& load, int server_process) {
  Poller poller;
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < load.connections; ++i) {
    clients.push_back(std::make_unique<Client>(load.port));
    poller.add(*clients.back());
  }
  const double cpu_before = cpu_seconds(server_process);
  const double start = now_seconds();
  std::uint64_t asked = clients.size();
  for (const auto& client : clients) client->ask(load.next_request({}));
  LoadResult result;
  while (result.answers < asked) {
    poller.wait([&](Client& client) {
      const auto answer = client.connection.receive();
      if (!answer) return;
      const double now = now_seconds();
      check_status(*answer, load.status);
      ++result.answers;
      result.latencies.push_back(static_cast<float>(now - client.sent_at));
      if (now - start >= load.seconds || asked >= load.answers_max) return;
      ++asked;
      client.ask(load.next_request(*answer));
    });
  }
  result.seconds = now_seconds() - start;
  result.cpu_seconds = cpu_seconds(server_process) - cpu_before;
  return result;
}

}  // namespace flows::bench
