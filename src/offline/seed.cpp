#include "offline/seed.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "offline/rehearsal.h"
#include "offline/seed_ids.h"

namespace flows::offline {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;

Error with_label(const std::string& label, Error error) {
  error.message = fmt::format("{}: {}", label, error.message);
  return error;
}

// Checks whether an error is a fault of one resource, which costs only that and what needs it. Who
// gives an ID relies on it, so that a conflict about one is a fault of the whole seed.
bool costs_only_itself(const Error& error, bool has_given_id) {
  switch (error.code) {
    case ErrorCode::kConflict: return !has_given_id;
    case ErrorCode::kResourceNotFound:
    case ErrorCode::kSerialization:
    case ErrorCode::kServiceQuotaExceeded:
    case ErrorCode::kValidation: return true;
    default: return false;
  }
}

std::string not_created(const std::string& id) { return id + " is not created"; }

// Returns a text that all versions of one flow or prompt have in common, however the call names it.
std::optional<std::string> versioned_id(const ApiCall& call) {
  for (const auto& [operation, label] : {std::pair("CreateFlowVersion", "flowIdentifier"),
                                         std::pair("CreatePromptVersion", "promptIdentifier")}) {
    if (call.operation != operation) continue;
    return call.operation + " " + last_segment(text_in(call.input, label));
  }
  return std::nullopt;
}

// Returns the ID that is derived for the resource of a call; empty if it has none of its own.
std::string derived_id_of(const ApiCall& call, const base::Caller& caller) {
  const std::string name = text_in(call.input, "name");
  if (call.operation == "CreateFlow") return derived_id(caller, "flow", name);
  if (call.operation == "CreatePrompt") return derived_id(caller, "prompt", name);
  if (call.operation != "CreateFlowAlias") return "";
  const std::string flow = last_segment(text_in(call.input, "flowIdentifier"));
  return derived_id(caller, "alias " + flow, name);
}

}  // namespace

// One application of a seed: what it has created so far.
class Seed::Run {
 public:
  Run(const Seed& seed, const Seed::Create& create) : seed_(seed), create_(create) {
    // Some exports need no resource.
    for (std::size_t i = 0; i < seed.files_.size(); ++i) changed_.insert(i);
  }

  std::map<std::size_t, Notes> take_notes() { return std::move(notes_); }

  // Adds what a template exports, once its resources are made.
  void add_exports(std::size_t file, Exports& exports) {
    if (!seed_.files_[file]->stack) return;
    const TemplateSource& source = seed_.files_[file]->stack->source();
    const Lookup lookup = lookup_in(created_[file]);
    for (const auto& [id, output] : source.section("Outputs").items()) {
      Notes found;
      const References references(source, lookup, found);
      Evaluator evaluator(source, references);
      auto exported = evaluate_export(id, output, evaluator);
      if (exported && found.unknowns().empty()) exports.insert(*std::move(exported));
    }
  }

  // Returns the call of a step, with the imports that were known when its file was read.
  Result<ApiCall> call_of(const Seed::Step& step) {
    const SourceFile& file = *seed_.files_[step.origin.file];
    return call_of(step, file.stack ? file.stack->source().imports : exports_);
  }

  // Returns the call of a step, with imports of what this run has created.
  Result<ApiCall> importing_call(const Seed::Step& step) {
    if (seed_.files_[step.origin.file]->has_imports) {
      for (const std::size_t file : changed_) add_exports(file, exports_);
      changed_.clear();
    }
    return call_of(step, exports_);
  }

  // Makes the call of a step.
  Result<void> make(const Seed::Step& step, ApiCall call) {
    SeedCall made{.operation = call.operation,
                  .input = call.input,
                  .id = call.given_id,
                  .id_is_given = !call.given_id.empty(),
                  .origin = step.origin};
    if (!made.id_is_given) made.id = derived_id_of(call, seed_.context_);
    const auto versioned = versioned_id(call);
    if (versioned) made.nth = versions_[*versioned] + 1;
    ASSIGN_OR_RETURN(Json response, create_(made));
    if (versioned) ++versions_[*versioned];
    if (!step.part.tags_test_alias) {
      created_[step.origin.file][step.origin.id] = {std::move(call.input), std::move(response)};
      changed_.insert(step.origin.file);
    }
    return {};
  }

  // Makes the call that `call_of` returns. Errors: with the label of the step.
  Result<void> make(const Seed::Step& step) {
    auto call = call_of(step);
    const auto made = call ? make(step, *std::move(call)) : Result<void>(call.error());
    if (!made) return with_label(step.origin.label, made.error());
    return {};
  }

 private:
  struct Created {
    Json input;
    Json response;
  };
  // The resources of one template, by their logical ids.
  using CreatedById = std::map<std::string, Created>;

  // Returns the name and the value that an output exports; nullopt if it exports nothing, has a
  // condition that does not hold, or cannot be evaluated.
  static std::optional<Exports::value_type> evaluate_export(const std::string& id,
                                                            const Json& output,
                                                            Evaluator& evaluator) {
    const Json* exported = base::find_member(output, "Export");
    const Json* name = exported == nullptr ? nullptr : base::find_member(*exported, "Name");
    const Json* value = base::find_member(output, "Value");
    if (name == nullptr || value == nullptr) return std::nullopt;
    if (const Json* condition = base::find_member(output, "Condition")) {
      if (!condition->is_string()) return std::nullopt;
      const auto holds = evaluator.condition(condition->get<std::string>(), id);
      if (!holds || !*holds) return std::nullopt;
    }
    const auto name_text = evaluator.evaluate(*name, id);
    const auto made = evaluator.evaluate(*value, id);
    if (!name_text || !made || !*name_text || !*made || !(*name_text)->is_string()) {
      return std::nullopt;
    }
    return Exports::value_type((*name_text)->get<std::string>(), **made);
  }

  static Lookup lookup_in(const CreatedById& created) {
    return [&created](const std::string& id, const ValueSource& source) -> Result<std::string> {
      const auto found = created.find(id);
      if (found == created.end()) {
        return Error{ErrorCode::kValidation, not_created(id)};
      }
      const Json& values = source.in_input ? found->second.input : found->second.response;
      const Json* value = base::find_member(values, source.member);
      if (value != nullptr && value->is_string()) return value->get<std::string>();
      return Error{ErrorCode::kValidation, fmt::format("{} has no {}", id, source.member)};
    };
  }

  Result<ApiCall> call_of(const Seed::Step& step, const Exports& imports) {
    const SourceFile& file = *seed_.files_[step.origin.file];
    if (file.request) return *file.request;
    return file.stack->call(step.part, lookup_in(created_[step.origin.file]), imports,
                            notes_[step.origin.file]);
  }

  const Seed& seed_;
  const Seed::Create& create_;
  std::map<std::size_t, CreatedById> created_;
  std::map<std::string, std::size_t> versions_;
  std::map<std::size_t, Notes> notes_;
  Exports exports_;                // of what is created so far
  std::set<std::size_t> changed_;  // the files whose exports have to be looked at
};

Seed::Seed(std::vector<std::shared_ptr<const SourceFile>> files, SeedContext context)
    : files_(std::move(files)), context_(std::move(context)) {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    describe(*files_[i]);
    add_steps(i);
  }
  // A flow is prepared when it is created, and its prompts should exist by then. What is imported
  // is created before what imports it.
  std::ranges::stable_sort(steps_, {}, [&](const Step& step) {
    if (step.part.is_early) return 0;
    return files_[step.origin.file]->has_imports ? 2 : 1;
  });
}

void Seed::add_steps(std::size_t file) {
  const SourceFile& source = *files_[file];
  if (source.request) {
    const bool is_prompt = source.request->operation == "CreatePrompt";
    steps_.push_back({{.file = file, .label = source.name, .file_name = source.name},
                      {.id = "", .is_early = is_prompt}});
  }
  if (!source.stack) return;
  for (const TemplateStep& part : source.stack->steps()) {
    steps_.push_back({{.file = file,
                       .id = part.id,
                       .label = fmt::format("{}: {}", source.name, part.id),
                       .holds = part.holds,
                       .file_name = source.name},
                      part});
  }
}

void Seed::describe(const SourceFile& file) {
  for (const std::string& warning : file.notes.warnings()) {
    warnings_.push_back(fmt::format("{}: {}", file.name, warning));
  }
  const std::string summary = file.notes.summary();
  if (!summary.empty()) remarks_.push_back(fmt::format("{}: {}", file.name, summary));
  if (!file.stack) return;
  for (const ResourceFailure& failure : file.stack->failures()) {
    failures_.push_back(
        fmt::format("{}: {} is not created: {}", file.name, failure.id, failure.message));
  }
}

Exports Seed::exports() const {
  Rehearsal rehearsal(context_, ReadFor::kChecking);
  const Create create = [&](const SeedCall& call) { return rehearsal.create(call); };
  Run run(*this, create);
  for (const Step& step : steps_) {
    // What cannot be made is not exported.
    if (step.origin.holds) static_cast<void>(run.make(step));
  }
  Exports exports;
  for (std::size_t i = 0; i < files_.size(); ++i) run.add_exports(i, exports);
  return exports;
}

Result<void> Seed::rehearse() {
  Rehearsal rehearsal(context_, ReadFor::kCreating);
  std::set<const Step*> dropped;
  // By file: the resources whose names other files have, and what needs those.
  std::map<std::size_t, std::vector<std::string>> ids;
  std::map<std::size_t, std::vector<std::string>> sentences;
  const auto is_of_duplicate = [&](const SeedOrigin& origin, const Error& why) {
    const std::vector<DuplicateName>& all = rehearsal.duplicates();
    if (!all.empty() && all.back().origin.file == origin.file &&
        all.back().origin.id == origin.id) {
      return true;
    }
    return std::ranges::any_of(ids[origin.file], [&](const std::string& id) {
      return why.message.ends_with(": " + not_created(id));
    });
  };
  const auto drop = [&](const Step& step, const Error& why) {
    dropped.insert(&step);
    const std::size_t file = step.origin.file;
    if (is_of_duplicate(step.origin, why)) {
      if (!step.part.tags_test_alias) ids[file].push_back(step.origin.id);
      return;
    }
    sentences[file].push_back(fmt::format("{} is not created: {}", step.origin.label, why.message));
  };
  RETURN_IF_ERROR(make_all([&](const SeedCall& call) { return rehearsal.create(call); }, drop));
  // The stages of an application have equal names, of which one sentence speaks for each file.
  std::map<std::size_t, std::vector<const DuplicateName*>> duplicates;
  for (const DuplicateName& one : rehearsal.duplicates()) {
    duplicates[one.origin.file].push_back(&one);
  }
  for (const auto& [file, all] : duplicates) {
    std::vector<std::string> names;
    for (const DuplicateName* one : all) names.push_back(one->name);
    const std::string& name = files_[file]->name;
    const std::string what = files_[file]->stack ? listed(ids[file]) : "its resource";
    sentences[file].push_back(
        fmt::format("{}: not created: {}, for {} creates what has the same "
                    "name: {}; seed {} alone to have it",
                    name, what, all.front()->first_file, listed(names), name));
  }
  for (auto& [file, all] : sentences) failures_.insert(failures_.end(), all.begin(), all.end());
  std::vector<Step> left;
  for (const Step& step : steps_) {
    if (!dropped.contains(&step)) left.push_back(step);
  }
  steps_ = std::move(left);
  return {};
}

Result<void> Seed::apply(const Create& create, const OnFailure& on_failure) const {
  return make_all(create,
                  [&](const Step& step, const Error& why) { on_failure(step.origin, why); });
}

std::size_t Seed::path_of(const Step& step) const {
  return paths_.empty() ? 0 : paths_[step.origin.file];
}

Result<void> Seed::make_all(const Create& create, const OnStuck& on_stuck) const {
  Run run(*this, create);
  std::set<std::size_t> made_paths;
  std::map<std::size_t, std::vector<Error>> refused;  // by path
  const auto fail = [&](const Step& step, Error why) {
    if (step.part.tags_test_alias) why.message = "the tags of its test alias: " + why.message;
    on_stuck(step, why);
    refused[path_of(step)].push_back(with_label(step.origin.label, why));
  };
  std::vector<const Step*> waiting;
  for (const Step& step : steps_) waiting.push_back(&step);
  bool is_in_order = true;
  while (!waiting.empty()) {
    // A step that imports what is not created yet waits, and so does the rest of its file, unless
    // nothing else can be made.
    std::map<std::size_t, Error> reasons;
    std::vector<const Step*> left;
    for (const Step* step : waiting) {
      const std::size_t file = step->origin.file;
      if (is_in_order && reasons.contains(file)) {
        left.push_back(step);
        continue;
      }
      auto call = run.importing_call(*step);
      if (!call && files_[file]->has_imports) {
        reasons.emplace(file, std::move(call).error());
        left.push_back(step);
        continue;
      }
      const bool has_given_id = call && !call->given_id.empty();
      const auto made = call ? run.make(*step, *std::move(call)) : Result<void>(call.error());
      if (made) {
        made_paths.insert(path_of(*step));
      } else if (costs_only_itself(made.error(), has_given_id)) {
        fail(*step, made.error());
      } else {
        return with_label(step->origin.label, made.error());
      }
    }
    const bool has_progress = left.size() < waiting.size();
    if (!has_progress && !is_in_order) {
      const Step& stuck = *left.front();
      on_stuck(stuck, reasons.at(stuck.origin.file));
      left.erase(left.begin());
    }
    is_in_order = has_progress || !is_in_order;
    waiting = std::move(left);
  }
  for (const auto& [path, errors] : refused) {
    if (made_paths.contains(path)) continue;
    std::vector<std::string> messages;
    for (const Error& error : errors) messages.push_back(error.message);
    return Error{errors.front().code, listed(messages, "; ")};
  }
  return {};
}

std::map<std::size_t, Notes> Seed::apply_all(
    const Create& create,
    const std::function<void(const SeedOrigin&, const Error&)>& on_error) const {
  Run run(*this, create);
  for (const Step& step : steps_) {
    if (const auto made = run.make(step); !made) on_error(step.origin, made.error());
  }
  return run.take_notes();
}

}  // namespace flows::offline
