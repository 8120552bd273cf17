#include "backends/python_runner.h"

#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <limits>
#include <utility>

#include "base/deadline.h"
#include "base/limits.h"
#include "base/log.h"

namespace flows::backends {
namespace {

namespace limits = base::limits;
using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;

constexpr int kTries = 2;  // for a run whose process dies before it can end

// The first message of a child, or of its parent in place of a child.
struct Hello {
  pid_t pid = 0;  // 0 if there is no child
  std::string refusal = {};
  Json missing = Json::array();
};

Hello read_hello(const std::string& text) {
  Hello hello;
  const auto json = base::parse_json(text);
  if (!json) return hello;
  const Json* refusal = base::find_member(*json, "refused");
  if (refusal != nullptr && refusal->is_string()) hello.refusal = refusal->get<std::string>();
  const Json* missing = base::find_member(*json, "missing");
  if (missing != nullptr && missing->is_array()) hello.missing = *missing;
  const Json* pid = base::find_member(*json, "pid");
  if (pid == nullptr || !pid->is_number_unsigned()) return hello;
  const auto number = pid->get<std::uint64_t>();
  if (number <= static_cast<std::uint64_t>(std::numeric_limits<pid_t>::max())) {
    hello.pid = static_cast<pid_t>(number);
  }
  return hello;
}

Error failure_of(const std::string& node, const Json& response) {
  const Json* line = base::find_member(response, "line");
  const Json* error = base::find_member(response, "error");
  const std::string where = line != nullptr && line->is_number_unsigned()
                                ? fmt::format(", line {}", line->get<std::size_t>())
                                : "";
  const std::string what =
      error != nullptr && error->is_string() ? error->get<std::string>() : "no result";
  // The first sentence is AWS's, which says no more.
  return {ErrorCode::kValidation,
          fmt::format("Code execution failed due to runtime failure. Node {}{}: {}", node, where,
                      what)};
}

}  // namespace

Result<Json> PythonRunner::run(const nodes::CodeCall& call) {
  Json request = {{"code", call.code}, {"variables", Json::object()}};
  Json& variables = request["variables"];
  for (const auto& [name, value] : call.variables) variables[name] = value;
  JournaledCall journaled(calls_, clock_, "code", "Run", call, request);
  journaled.served_by("python");
  auto result = run_in_child(call, base::to_text(request));
  journaled.ended(result, [](const Json& value) -> const Json& { return value; });
  return result;
}

Result<Json> PythonRunner::run_in_child(const nodes::CodeCall& call, const std::string& request) {
  struct Running {
    std::atomic<std::size_t>& count;
    std::size_t before = count.fetch_add(1);
    ~Running() { --count; }
  } const running{running_};
  if (running.before >= limits::kConcurrentCodeRunsMax) {
    return Error{ErrorCode::kThrottling, fmt::format("More than {} InlineCode nodes run at once.",
                                                     limits::kConcurrentCodeRunsMax)};
  }
  if (request.size() > limits::kCodeRequestBytesMax) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The code and the inputs of Node {} take more than {} bytes.",
                             call.node, limits::kCodeRequestBytesMax)};
  }
  std::string why;
  for (int i = 0; i < kTries; ++i) {
    ASSIGN_OR_RETURN(auto attempt, send_to_child(call, request));
    if (auto* const failed = std::get_if<TryAgain>(&attempt)) {
      why = std::move(failed->why);
      continue;
    }
    auto& child = std::get<Child>(attempt);
    auto result = receive_result(child, call);
    if (!result) child.parent->kill_child(child.pid);
    // The socket is closed before the next one is sent to the parent: a socket that is closed while
    // others are in transit makes the kernel search for lost ones.
    child.socket = OpenFile();
    child.parent->order_ahead();
    if (!result) return result.error();
    if (*result) return **std::move(result);
    why = "Python ended";
  }
  return python_failed(
      fmt::format("Python could not run the code of Node {}, which was tried {} times: {}.",
                  call.node, kTries, why));
}

Result<std::shared_ptr<PythonParent>> PythonRunner::usable_parent() {
  const std::lock_guard lock(mutex_);
  if (parent_ != nullptr && parent_->is_usable()) return parent_;
  // Runs of the old parent still hold it alive.
  parent_ = nullptr;
  ASSIGN_OR_RETURN(parent_, PythonParent::start(start_timeout_));
  return parent_;
}

Result<PythonRunner::Attempt> PythonRunner::send_to_child(const nodes::CodeCall& call,
                                                          const std::string& request) {
  ASSIGN_OR_RETURN(auto parent, usable_parent());
  auto socket = parent->take_child();
  if (!socket) return Attempt(TryAgain{socket.error().message});
  const base::Stopwatch start;  // real time, even if the emulator's clock is moved
  const auto is_over = [&] { return call.stop.stop_requested() || clock_.now() >= call.deadline; };
  const auto give_up = [&] { return is_over() || start.elapsed() > start_timeout_; };
  // A request that waits makes the parent fork at once. Its last byte is held back until the child
  // is known: the code of a run that gives up before that never begins.
  const std::string message = four_bytes(request.size()) + request;
  const std::string_view all = message;
  Trouble trouble = send_bytes(*socket, all.substr(0, all.size() - 1), give_up);
  // A run that is refused a child may see the end of the socket first, and after it the reason.
  std::string text;
  const auto received = receive_message(*socket, text, give_up);
  const Hello hello = received && *received == Trouble::kNone ? read_hello(text) : Hello();
  if (!hello.refusal.empty()) {
    return python_failed(
        fmt::format("Python has no process for the code of Node {}: {}", call.node, hello.refusal));
  }
  if (hello.pid != 0) {
    parent->child_was_ready();
    if (trouble == Trouble::kNone) {
      trouble = send_bytes(*socket, all.substr(all.size() - 1), give_up);
    }
    if (trouble == Trouble::kNone) {
      log_missing(hello.missing);
      return Attempt(
          Child{.parent = std::move(parent), .socket = *std::move(socket), .pid = hello.pid});
    }
  }
  const bool gave_up = trouble == Trouble::kGivenUp || (received && *received == Trouble::kGivenUp);
  if (gave_up && is_over()) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The code of Node {} could not begin in time.", call.node)};
  }
  // The parent may be dying, and children that it forked in advance are of no use then. Runs that
  // have a child hold the parent alive; all others get a new one.
  parent->retire();
  return Attempt(TryAgain{gave_up ? "no process was ready in time" : "Python ended"});
}

void PythonRunner::log_missing(const Json& missing) {
  if (missing.empty() || logged_missing_.exchange(true)) return;
  base::log(base::LogLevel::kWarn, "the kernel does not shut in InlineCode nodes as it should",
            {{"missing", base::to_text(missing)}});
}

Result<std::optional<Json>> PythonRunner::receive_result(const Child& child,
                                                         const nodes::CodeCall& call) {
  const base::Deadline deadline(clock_, limits::kCodeTimeout, call.deadline);
  const auto give_up = [&] { return call.stop.stop_requested() || deadline.is_over(); };
  std::string text;
  const Result<Trouble> trouble = receive_message(child.socket, text, give_up);
  if (!trouble) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The result of the code of Node {} takes more than {} bytes.",
                             call.node, limits::kDocumentBytesMax)};
  }
  if (*trouble == Trouble::kGivenUp) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The code of Node {} did not end in time.", call.node)};
  }
  if (*trouble == Trouble::kEnded) {
    if (child.parent->has_ended()) return std::optional<Json>();
    return Error{ErrorCode::kValidation,
                 fmt::format("The code of Node {} ended its process: it took too much memory or "
                             "processor time, or asked for it.",
                             call.node)};
  }
  auto response = base::parse_json(text, "The result");
  if (!response) {
    return failure_of(call.node, {{"error", response.error().message}});
  }
  const Json* result = base::find_member(*response, "result");
  if (result == nullptr) return failure_of(call.node, *response);
  if (result->is_null()) {
    return Error{ErrorCode::kValidation, "No function output is captured"};
  }
  return std::optional(*result);
}

Result<Json> NoCode::run(const nodes::CodeCall& call) {
  return Error{ErrorCode::kValidation,
               fmt::format("Node {} has code to run, and this server was started with "
                           "--no-inline-code.",
                           call.node)};
}

}  // namespace flows::backends
