#include "offline/seed.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/limits.h"
#include "offline/rehearsal.h"
#include "offline/s3_location.h"
#include "offline/seed_files.h"
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

  // Makes the call of a step. Errors: with the label of the step.
  Result<void> make(const Seed::Step& step, ApiCall call) {
    auto made = try_to_make(step, std::move(call));
    if (!made) return with_label(step.origin.label, std::move(made).error());
    return {};
  }

  // Makes the call that `call_of` returns. Errors: as above.
  Result<void> make(const Seed::Step& step) {
    auto call = call_of(step);
    if (!call) return with_label(step.origin.label, std::move(call).error());
    return make(step, *std::move(call));
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
        return Error{ErrorCode::kValidation, fmt::format("{} is not created", id)};
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

  Result<void> try_to_make(const Seed::Step& step, ApiCall call) {
    SeedCall made{.operation = call.operation,
                  .input = call.input,
                  .id = call.given_id,
                  .id_is_given = !call.given_id.empty(),
                  .origin = step.origin};
    if (!made.id_is_given) made.id = derived_id_of(call, seed_.context_);
    if (const auto id = versioned_id(call)) made.nth = ++versions_[*id];
    ASSIGN_OR_RETURN(Json response, create_(made));
    if (!step.part.tags_test_alias) {
      created_[step.origin.file][step.origin.id] = {std::move(call.input), std::move(response)};
      changed_.insert(step.origin.file);
    }
    return {};
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

Exports exports_of(const std::vector<std::filesystem::path>& files, const SeedContext& context) {
  if (files.size() < 2) return {};
  std::vector<std::shared_ptr<const SourceFile>> stacks;
  for (const std::filesystem::path& file : files) {
    auto source = read_source_file(file, context, ReadFor::kChecking);
    if (source && source->stack) {
      stacks.push_back(std::make_shared<const SourceFile>(*std::move(source)));
    }
  }
  const bool imports =
      std::ranges::any_of(stacks, [](const auto& file) { return file->has_imports; });
  return imports ? Seed(std::move(stacks), context).exports() : Exports();
}

Result<Seed> Seed::read(const std::vector<std::filesystem::path>& paths, const SeedContext& context,
                        const std::filesystem::path& s3_root) {
  RETURN_IF_ERROR(check_s3_root(s3_root));
  std::vector<std::shared_ptr<const SourceFile>> sources;
  std::vector<std::string> passed_over;
  std::vector<std::string> unreadable;
  std::vector<std::vector<std::filesystem::path>> files_of_paths;
  std::vector<std::filesystem::path> all;
  for (const std::filesystem::path& path : paths) {
    ASSIGN_OR_RETURN(auto files, find_seed_files(path));
    all.insert(all.end(), files.begin(), files.end());
    if (all.size() > base::limits::kSeedFilesMax) {
      return with_label(path.string(), {ErrorCode::kValidation,
                                        fmt::format("with this one, there are more than {} files",
                                                    base::limits::kSeedFilesMax)});
    }
    files_of_paths.push_back(std::move(files));
  }
  const TemplateContext template_context = {.exports = exports_of(all, context),
                                            .s3_root = s3_root};
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const std::filesystem::path& path = paths[i];
    const std::size_t before = sources.size();
    for (const std::filesystem::path& file : files_of_paths[i]) {
      auto source = read_source_file(file, context, ReadFor::kCreating, template_context);
      if (!source && file == path) return source.error();
      if (!source) {
        // Of a folder, not every file is meant, so that each costs only itself.
        unreadable.push_back(source.error().message);
      } else if (source->stack || source->request) {
        sources.push_back(std::make_shared<const SourceFile>(*std::move(source)));
      } else if (!source->is_of_cdk) {
        passed_over.push_back(source->name);
      }
    }
    if (sources.size() == before) {
      if (!unreadable.empty()) return Error{ErrorCode::kValidation, listed(unreadable, "; ")};
      return with_label(path.string(), {ErrorCode::kValidation, std::string(kHoldsNothing)});
    }
  }
  Seed seed(std::move(sources), context);
  seed.failures_.insert(seed.failures_.end(), unreadable.begin(), unreadable.end());
  if (!passed_over.empty()) {
    seed.remarks_.push_back(
        fmt::format("passed over, for they hold no flow and no prompt: {}", listed(passed_over)));
  }
  RETURN_IF_ERROR(seed.rehearse());
  return seed;
}

Result<void> Seed::rehearse() {
  Rehearsal rehearsal(context_, ReadFor::kCreating);
  std::set<const Step*> stuck;
  const auto drop = [&](const Step& step, const Error& why) -> Result<void> {
    stuck.insert(&step);
    failures_.push_back(fmt::format("{} is not created: {}", step.origin.label, why.message));
    return {};
  };
  RETURN_IF_ERROR(make_all([&](const SeedCall& call) { return rehearsal.create(call); }, drop));
  std::vector<Step> left;
  for (const Step& step : steps_) {
    if (!stuck.contains(&step)) left.push_back(step);
  }
  steps_ = std::move(left);
  return {};
}

Result<void> Seed::apply(const Create& create) const {
  return make_all(create, [](const Step& step, Error why) -> Result<void> {
    return with_label(step.origin.label, std::move(why));
  });
}

Result<void> Seed::make_all(const Create& create, const OnStuck& on_stuck) const {
  Run run(*this, create);
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
      if (call) {
        RETURN_IF_ERROR(run.make(*step, *std::move(call)));
        continue;
      }
      if (!files_[file]->has_imports) {
        return with_label(step->origin.label, std::move(call).error());
      }
      reasons.emplace(file, std::move(call).error());
      left.push_back(step);
    }
    const bool has_progress = left.size() < waiting.size();
    if (!has_progress && !is_in_order) {
      const Step& stuck = *left.front();
      RETURN_IF_ERROR(on_stuck(stuck, reasons.at(stuck.origin.file)));
      left.erase(left.begin());
    }
    is_in_order = has_progress || !is_in_order;
    waiting = std::move(left);
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
