#include "bench/list_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "bench/bare_store.h"
#include "bench/connection.h"
#include "bench/execution_rows.h"
#include "bench/failure.h"
#include "bench/load.h"
#include "bench/program.h"
#include "bench/requests.h"
#include "bench/stored_executions.h"

namespace flows::bench {
namespace {

constexpr int kConnections = 16;
constexpr double kSeconds = 1;  // of one measurement under load
constexpr int kMany = 1'000'000;
constexpr int kFew = 5000;  // more than the program keeps answers to

// A page of 100 executions of a flow, the one after `token` where there is one.
std::string page_request(const std::string& flow_path, std::string_view token) {
  std::string path = flow_path + "executions?maxResults=100";
  if (!token.empty()) path += fmt::format("&nextToken={}", token);
  return get_request(path);
}

// Empty on the last page.
std::string_view next_token(std::string_view answer) {
  constexpr std::string_view kName = R"("nextToken":")";
  const std::size_t at = answer.rfind(kName);
  if (at == answer.npos) return {};
  const std::string_view rest = answer.substr(at + kName.size());
  return rest.substr(0, rest.find('"'));
}

// The requests for all pages, in their order.
std::vector<std::string> all_pages(std::uint16_t port, const std::string& flow_path) {
  Connection connection(port);
  std::vector<std::string> requests = {page_request(flow_path, {})};
  while (true) {
    connection.send(requests.back());
    const std::string_view answer = connection.receive_whole();
    const std::string_view token = next_token(answer);
    if (token.empty()) return requests;
    requests.push_back(page_request(flow_path, token));
  }
}

Load load_of(const Server& server, NextRequest next_request) {
  return {.port = server->port(),
          .connections = kConnections,
          .seconds = kSeconds,
          .status = kOk,
          .next_request = std::move(next_request)};
}

// CPU time of one answer.
double microseconds(const Server& server, const Load& load) {
  const LoadResult result = run_load(load, server->process());
  return result.cpu_seconds / static_cast<double>(result.answers) * 1e6;
}

// The same requests to two servers that differ in what they have stored.
template <class RequestsOf>
Sides growth(const Setup& setup, RequestsOf requests_of) {
  const auto side = [&](int executions) {
    const StoredExecutions stored = stored_executions(setup, executions);
    const Server server = start_on(setup, stored.database);
    const Load load = load_of(server, requests_of(server, stored));
    return [server, load] { return microseconds(server, load); };
  };
  return {side(kMany), side(kFew)};
}

}  // namespace

Sides prepare_page(const Setup& setup) {
  const StoredExecutions stored = stored_executions(setup, kMany);
  const Server program = start_on(setup, stored.database);
  // Far from each other, so that no two connections ask for the same page.
  auto pages = std::make_shared<const std::vector<std::string>>(
      all_pages(program->port(), stored.flow_path));
  const NextRequest next = [pages, at = std::size_t{0}](std::string_view) mutable {
    constexpr std::size_t kStride = 617;
    at = (at + kStride) % pages->size();
    return std::string_view((*pages)[at]);
  };
  const auto bare = std::make_shared<BareStore>(setup.folder / "bare.db");
  bare->fill(kMany);
  return {[program, load = load_of(program, next)] { return 1e6 / microseconds(program, load); },
          [bare, cpu = setup.cpus.server] {
            return measured_on(cpu, [&] { return bare->list(kSeconds); });
          }};
}

Sides prepare_growth_of_get_flow(const Setup& setup) {
  return growth(setup, [](const Server&, const StoredExecutions& stored) {
    return always(get_request(stored.flow_path));
  });
}

// One after another, so that no answer is asked for twice in a row.
Sides prepare_growth_of_get_execution(const Setup& setup) {
  return growth(setup, [](const Server&, const StoredExecutions& stored) -> NextRequest {
    return [stored, at = 0, request = std::string()](std::string_view) mutable {
      constexpr int kStride = 7919;
      at = (at + kStride) % stored.executions;
      request = get_request(stored.path_of(at));
      return std::string_view(request);
    };
  });
}

Sides prepare_growth_of_first_page(const Setup& setup) {
  return growth(setup, [](const Server&, const StoredExecutions& stored) {
    return always(page_request(stored.flow_path, {}));
  });
}

Sides prepare_growth_of_last_page(const Setup& setup) {
  return growth(setup, [](const Server& server, const StoredExecutions& stored) {
    // The one before it is full in both databases.
    const auto pages = all_pages(server->port(), stored.flow_path);
    return always(pages[pages.size() - 2]);
  });
}

Sides prepare_growth_of_start(const Setup& setup) {
  return growth(setup, [](const Server&, const StoredExecutions& stored) {
    return start_requests(stored.flow_path);
  });
}

}  // namespace flows::bench
