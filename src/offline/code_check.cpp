#include "offline/code_check.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "backends/python_messages.h"
#include "backends/python_process.h"
#include "base/clock.h"
#include "base/limits.h"
#include "offline/hints.h"
#include "offline/references.h"
#include "offline/seed_ids.h"

namespace flows::offline {
namespace {

using backends::OpenFile;
using base::Json;
using base::Result;
using Pointer = Json::json_pointer;

// The text of python/code_check.py.
constexpr char kChecker[] = {
#include "offline/code_check.inc"
};

base::Error not_checked(std::string why) {
  return {base::ErrorCode::kDependencyFailed, std::move(why), {}, "Python"};
}

// A process of Python, which ends with its owner.
class CheckerProcess {
 public:
  explicit CheckerProcess(pid_t pid) : pid_(pid) {}
  ~CheckerProcess() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  CheckerProcess(const CheckerProcess&) = delete;
  CheckerProcess& operator=(const CheckerProcess&) = delete;

 private:
  pid_t pid_;
};

// Sends the request to a new process and returns its response.
Result<Json> ask_python(const std::string& request, std::chrono::nanoseconds timeout) {
  auto [ours, theirs] = backends::make_socket_pair(SOCK_STREAM);
  OpenFile passed = backends::above_python_socket(theirs);
  if (!passed) return not_checked(std::generic_category().message(errno));
  pid_t pid = 0;
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(timeout).count();
  const int failure = backends::start_python(
      kChecker, {std::to_string(base::limits::kCodeMemoryBytesMax), std::to_string(seconds)},
      passed, pid);
  if (failure != 0) {
    return not_checked(
        fmt::format("python3 cannot be started: {}", std::generic_category().message(failure)));
  }
  const CheckerProcess process(pid);
  // The other end of the socket must be open in the process only, or its end would go unnoticed.
  passed = OpenFile();
  theirs = OpenFile();
  const base::Stopwatch watch;
  const auto give_up = [&] { return watch.elapsed() > timeout; };
  std::string text;
  auto trouble = send_bytes(ours, backends::four_bytes(request.size()) + request, give_up);
  if (trouble == backends::Trouble::kNone) {
    ASSIGN_OR_RETURN(trouble, receive_message(ours, text, give_up));
  }
  if (trouble == backends::Trouble::kGivenUp) return not_checked("Python took too long");
  if (trouble == backends::Trouble::kEnded) return not_checked("Python ended before it was done");
  return base::parse_json(text, "Python's response");
}

struct CodePlace {
  std::size_t flow = 0;  // by position
  std::string node;
  Pointer pointer;  // to the code
};

struct FoundCode {
  std::vector<NodeCode> pieces;
  std::vector<CodePlace> places;  // of the pieces
  std::size_t bytes = 0;
};

const Json* find_list(const Json& value, std::string_view name) {
  const Json* list = base::find_member(value, name);
  return list != nullptr && list->is_array() ? list : nullptr;
}

const Json* find_configuration(const Json& node, std::string_view kind) {
  const Json* configuration = base::find_member(node, "configuration");
  return configuration == nullptr ? nullptr : base::find_member(*configuration, kind);
}

// Collects code from a definition that may have any form. Code that is partly unknown is left out.
void find_code(const Json& definition, const Pointer& pointer, std::size_t flow, FoundCode& found) {
  const Json* nodes = find_list(definition, "nodes");
  for (std::size_t at = 0; nodes != nullptr && at < nodes->size(); ++at) {
    const Json& node = (*nodes)[at];
    const Pointer configuration = pointer / "nodes" / at / "configuration";
    if (const Json* loop = find_configuration(node, "loop")) {
      if (const Json* inside = base::find_member(*loop, "definition")) {
        find_code(*inside, configuration / "loop" / "definition", flow, found);
      }
    }
    const Json* own = find_configuration(node, "inlineCode");
    NodeCode piece{.code = own == nullptr ? "" : text_in(*own, "code"), .inputs = {}};
    if (piece.code.empty() || is_unknown(piece.code)) continue;
    if (const Json* inputs = find_list(node, "inputs")) {
      for (const Json& input : *inputs) piece.inputs.push_back(text_in(input, "name"));
    }
    found.bytes += piece.code.size();
    found.pieces.push_back(std::move(piece));
    found.places.push_back({.flow = flow,
                            .node = text_in(node, "name"),
                            .pointer = configuration / "inlineCode" / "code"});
  }
}

void add_remarks(const Locator& locator, const FlowInFile& flow, const CodePlace& place,
                 std::vector<CodeRemark> remarks, CheckedFlow& checked) {
  for (CodeRemark& remark : remarks) {
    if (checked.diagnostics.size() >= base::limits::kFindingsMax) return;
    checked.diagnostics.push_back({.type = std::string(kInlineCodeCheck),
                                   .severity = model::Severity::kWarning,
                                   .message = fmt::format("Line {} of the code of {}: {}",
                                                          remark.line, place.node, remark.message),
                                   .pointer = place.pointer.to_string(),
                                   .hint = std::move(remark.hint),
                                   .details = {{"node", place.node}, {"line", remark.line}},
                                   .position = locator.find(flow.place, path_of(place.pointer))});
  }
}

}  // namespace

Result<std::vector<std::vector<CodeRemark>>> check_code(const std::vector<NodeCode>& pieces,
                                                        std::chrono::nanoseconds timeout) {
  Json request = Json::array();
  for (const NodeCode& piece : pieces) {
    request.push_back({{"code", piece.code}, {"inputs", piece.inputs}});
  }
  const auto response = ask_python(base::to_text(request), timeout);
  if (!response) return response.error();
  std::vector<std::vector<CodeRemark>> all;
  for (const Json& list : *response) {
    std::vector<CodeRemark>& remarks = all.emplace_back();
    for (const Json& remark : list) {
      remarks.push_back({.line = remark.at("line").get<std::size_t>(),
                         .message = remark.at("message").get<std::string>(),
                         .hint = remark.at("hint").get<std::string>()});
    }
  }
  return all;
}

void check_inline_code(const Locator& locator, const std::vector<FlowInFile>& flows,
                       CheckedFile& checked) {
  FoundCode found;
  for (std::size_t at = 0; at < flows.size(); ++at) {
    if (flows[at].definition) find_code(*flows[at].definition, Pointer(), at, found);
  }
  if (found.pieces.empty()) return;
  auto remarks = found.bytes > base::limits::kCodeRequestBytesMax
                     ? not_checked(fmt::format("it takes more than {} bytes",
                                               base::limits::kCodeRequestBytesMax))
                     : check_code(found.pieces);
  if (!remarks) {
    checked.notes.push_back(
        fmt::format("the code of InlineCode nodes is not checked: {}", remarks.error().message));
    return;
  }
  for (std::size_t at = 0; at < remarks->size(); ++at) {
    const CodePlace& place = found.places[at];
    add_remarks(locator, flows[place.flow], place, std::move((*remarks)[at]),
                checked.flows[place.flow]);
  }
}

}  // namespace flows::offline
