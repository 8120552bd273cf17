#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "backends/call_journal.h"
#include "backends/document.h"
#include "backends/document_file.h"
#include "backends/file_watch.h"
#include "backends/responder.h"
#include "base/clock.h"
#include "base/result.h"
#include "nodes/clients.h"

namespace flows::backends {

struct BackendsOptions {
  std::optional<std::filesystem::path> file = {};  // if absent, there are no rules
  bool strict = false;                             // a call that no rule serves is an error
};

// The outside world as the backends document describes it.
//
// One document is in force at any time: that of the file, or the one with which `replace` was
// called later. A thread checks the file several times a second, so that a call never waits for it;
// a version that is refused is logged once and changes nothing. Each new document starts with new
// counts of `times` and of replies in turn.
//
// Threads: any.
class Backends final : public nodes::ModelClient,
                       public nodes::FunctionClient,
                       public nodes::KnowledgeClient,
                       public nodes::AgentClient,
                       public nodes::LexClient {
 public:
  // Reads the file, if there is one. `clock` times the delays of rules, and `calls` receives an
  // entry for each call; both must outlive this object. Errors: kValidation "<file>: <pointer>:
  // <fault>", or "<file>: <why it cannot be read>".
  static base::Result<std::unique_ptr<Backends>> open(BackendsOptions options, base::Clock& clock,
                                                      CallJournal& calls);

  Backends(const Backends&) = delete;
  Backends& operator=(const Backends&) = delete;

  // The first rule that matches responds; if none does, the response is the prompt itself (an error
  // if strict). Errors: the failure that the rule names; kDependencyFailed if strict, or if a
  // delay outlasts the run.
  base::Result<nodes::ModelResponse> converse(const nodes::ModelCall& call) override;

  // For the other services, too, the first rule that matches responds. Errors: the failure that the
  // rule names; kDependencyFailed if none matches, with a message that names the closest rule, or
  // if a delay outlasts the run.
  base::Result<base::Json> invoke(const nodes::FunctionCall& call) override;
  base::Result<base::Json> retrieve(const nodes::RetrieveCall& call) override;
  base::Result<nodes::AgentResponse> invoke_agent(const nodes::AgentCall& call) override;
  base::Result<std::string> recognize(const nodes::LexCall& call) override;

  // Puts `json_text` in force until the file changes again; earlier changes of the file do not
  // count. Errors: kValidation "<pointer>: <fault>"; then the document in force stays, with its
  // counts.
  base::Result<void> replace(std::string_view json_text);

  // Returns the document in force as compact JSON; `{}` if there is none. Waits briefly for a check
  // of the file, so that an earlier change of the file is visible.
  std::string document_text();

 private:
  Backends(bool strict, base::Clock& clock, CallJournal& calls);

  // Returns what `respond(journaled)` returns, and adds an entry to the journal.
  template <class Kind, class Respond>
  auto journal(const typename Kind::Call& call, const Respond& respond);

  // Returns the response of the first rule that matches, or nullopt if none does.
  template <class Kind>
  std::optional<base::Result<typename Kind::Response>> serve(const RuleList<Kind>& rules,
                                                             const typename Kind::Call& call,
                                                             JournaledCall& journaled);

  base::Result<nodes::ModelResponse> converse(const nodes::ModelCall& call,
                                              JournaledCall& journaled);

  // Returns the response of the first rule that matches. Additional errors: kDependencyFailed if
  // none does.
  template <class Kind>
  base::Result<typename Kind::Response> ask(RuleList<Kind> Document::*rules,
                                            const typename Kind::Call& call,
                                            JournaledCall& journaled);

  std::shared_ptr<const Document> document_in_force();
  void take_file_change();       // on the watch's thread only, once there is one
  void wait_for_look_at_file();  // if there is a file

  const bool strict_;
  const Toolbox toolbox_;
  CallJournal& calls_;
  base::SystemClock file_time_;       // the time of files is the computer's, whatever `clock` is
  std::optional<DocumentFile> file_;  // used only by the watch, once there is one
  std::mutex mutex_;                  // guards what follows
  std::shared_ptr<const Document> document_;
  std::optional<FileWatch> watch_;  // the last member: it uses the others
};

}  // namespace flows::backends
