#include "bench/program.h"

#include <fmt/format.h>

#include "base/json.h"
#include "bench/answer.h"
#include "bench/failure.h"
#include "bench/load.h"
#include "bench/requests.h"

namespace flows::bench {

std::vector<std::string> program_arguments(const std::filesystem::path& database) {
  return {"serve", "--port", "0", "--log-level", "warn", "--db", database};
}

Server start_program(const Setup& setup, const std::vector<std::string>& flags) {
  std::vector<std::string> arguments = program_arguments(setup.folder / "state.db");
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  return std::make_shared<ServerProcess>(setup.program, arguments, setup.cpus.server);
}

std::string expect(int status, std::string answer) {
  if (status_of(answer) == status) return answer;
  throw Failure(fmt::format("expected status {}, got: {}", status, answer));
}

std::string_view body_of(std::string_view answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

std::string member(const std::string& answer, std::string_view name) {
  const auto body = base::parse_json(body_of(answer));
  const base::Json* const found = body ? base::find_member(*body, name) : nullptr;
  if (found == nullptr || !found->is_string()) {
    throw Failure(fmt::format("an answer has no {}: {}", name, answer));
  }
  return found->get<std::string>();
}

std::string create_flow(std::uint16_t port, const std::string& body) {
  const std::string answer = expect(kCreated, ask(port, post_request("/flows/", body)));
  return "/flows/" + member(answer, "id") + "/";
}

std::string create_prepared_flow(std::uint16_t port, const std::string& body) {
  constexpr int kLooksMax = 10'000;  // it may go on after its answer
  std::string path = create_flow(port, body);
  expect(kAccepted, ask(port, post_request(path, "")));
  for (int i = 0; i < kLooksMax; ++i) {
    const std::string answer = expect(kOk, ask(port, get_request(path)));
    if (member(answer, "status") == "Prepared") return path;
  }
  throw Failure("the flow does not become Prepared");
}

std::string invoke_request(const std::string& flow_path) {
  return post_request(flow_path + "aliases/TSTALIASID", flow_input());
}

}  // namespace flows::bench
