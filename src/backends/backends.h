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
  std::optional<std::filesystem::path> file = {};  // none: no rules
  bool strict = false;                             // a call that no rule serves is an error
};

// The outside world as the backends document describes it.
//
// One document is in force at any time: the file's, or the one that `replace` brought after it. The
// file is looked at several times a second, on a thread of its own, so a call never waits for it; a
// version of it that is refused is logged once and changes nothing. Each new document starts its
// own counts of `times` and of replies in turn.
//
// Threads  any.
class Backends final : public nodes::ModelClient,
                       public nodes::FunctionClient,
                       public nodes::KnowledgeClient,
                       public nodes::AgentClient,
                       public nodes::LexClient {
 public:
  // Reads the file, if there is one. `clock` times the delays of rules, `calls` gets an entry for
  // each call; both must outlive this. Errors: kValidation "<file>: <pointer>: <fault>", or
  // "<file>: <why it cannot be read>".
  static base::Result<std::unique_ptr<Backends>> open(BackendsOptions options, base::Clock& clock,
                                                      CallJournal& calls);

  Backends(const Backends&) = delete;
  Backends& operator=(const Backends&) = delete;

  // The first rule that fits responds, else the prompt itself is the response (an error where
  // strict). Errors: what a rule says; kDependencyFailed where strict, or where a delay outlasts
  // the run.
  base::Result<nodes::ModelAnswer> converse(const nodes::ModelCall& call) override;

  // For the others the first rule that fits responds, too. Errors: what it says; kDependencyFailed
  // where none fits, which names the closest rule, or where a delay outlasts the run.
  base::Result<base::Json> invoke(const nodes::FunctionCall& call) override;
  base::Result<base::Json> retrieve(const nodes::RetrieveCall& call) override;
  base::Result<nodes::AgentAnswer> invoke_agent(const nodes::AgentCall& call) override;
  base::Result<std::string> recognize(const nodes::LexCall& call) override;

  // Puts `json_text` in force until the file changes again; a change that was made before does not
  // count. Errors: kValidation "<pointer>: <fault>"; the document in force then stays, its counts
  // too.
  base::Result<void> replace(std::string_view json_text);

  // The document in force as compact JSON; `{}` if there is none. Waits a moment for a look at the
  // file, so that a change of it that was made before shows.
  std::string document_text();

 private:
  Backends(bool strict, base::Clock& clock, CallJournal& calls);

  // What `respond(journaled)` returns, with an entry in the journal.
  template <class Kind, class Respond>
  auto journal(const typename Kind::Call& call, const Respond& respond);

  // What the first rule that fits responds; nothing where none does.
  template <class Kind>
  std::optional<base::Result<typename Kind::Response>> serve(const RuleList<Kind>& rules,
                                                             const typename Kind::Call& call,
                                                             JournaledCall& journaled);

  base::Result<nodes::ModelAnswer> converse(const nodes::ModelCall& call, JournaledCall& journaled);

  // What the first rule that fits responds. Errors besides: kDependencyFailed where none fits.
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
  base::SystemClock file_time_;       // files carry the computer's time, whatever the clock says
  std::optional<DocumentFile> file_;  // the watch's, once there is one
  std::mutex mutex_;                  // guards what follows
  std::shared_ptr<const Document> document_;
  std::optional<FileWatch> watch_;  // the last member: it uses the others
};

}  // namespace flows::backends
