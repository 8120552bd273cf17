#include "offline/seed.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "offline/request_file.h"
#include "offline/seed_files.h"
#include "offline/text_document.h"

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

// A resource that this call of `apply` has created or found.
struct Created {
  Json input;
  Json response;
};

// The resources of one template, by their logical ids.
using CreatedById = std::map<std::string, Created>;

Lookup lookup_in(const CreatedById& created) {
  return [&created](const std::string& id, const ValueSource& source) -> Result<std::string> {
    const auto found = created.find(id);
    CHECK(found != created.end(), "what is referred to is created first");
    const Json& values = source.in_input ? found->second.input : found->second.response;
    const Json* value = base::find_member(values, source.member);
    if (value != nullptr && value->is_string()) return value->get<std::string>();
    return Error{ErrorCode::kValidation, fmt::format("{} has no {}", id, source.member)};
  };
}

// Returns a text that all versions of one flow or prompt have in common, however the call names it.
std::optional<std::string> versioned_id(const ApiCall& call) {
  for (const auto& [operation, label] : {std::pair("CreateFlowVersion", "flowIdentifier"),
                                         std::pair("CreatePromptVersion", "promptIdentifier")}) {
    if (call.operation != operation) continue;
    const Json* identifier = base::find_member(call.input, label);
    const std::string text =
        identifier != nullptr && identifier->is_string() ? identifier->get<std::string>() : "";
    return call.operation + " " + text.substr(text.rfind('/') + 1);
  }
  return std::nullopt;
}

}  // namespace

Result<Seed> Seed::read(const std::vector<std::filesystem::path>& paths,
                        const SeedContext& context) {
  Seed seed;
  std::size_t files_count = 0;
  for (const std::filesystem::path& path : paths) {
    ASSIGN_OR_RETURN(const auto files, find_seed_files(path));
    files_count += files.size();
    if (files_count > base::limits::kSeedFilesMax) {
      return with_label(path.string(), {ErrorCode::kValidation,
                                        fmt::format("with this one, there are more than {} files",
                                                    base::limits::kSeedFilesMax)});
    }
    for (const std::filesystem::path& file : files) {
      RETURN_IF_ERROR(seed.read_file(file, context));
    }
  }
  return seed;
}

Result<void> Seed::read_file(const std::filesystem::path& file, const SeedContext& context) {
  ASSIGN_OR_RETURN(TextDocument document, read_text_document(file));
  if (is_template(document.content)) {
    return read_template(file, std::move(document.content), context);
  }
  auto call = read_request(file, document.content, context);
  if (!call) return with_label(file.string(), std::move(call).error());
  const Json* name = base::find_member(call->input, "name");
  if (name != nullptr && name->is_string()) {
    RETURN_IF_ERROR(claim_name(file.string(), call->operation, name->get<std::string>()));
  }
  steps_.push_back({.label = file.string(), .source = nullptr, .call = *std::move(call)});
  return {};
}

Result<void> Seed::read_template(const std::filesystem::path& file, Json document,
                                 const SeedContext& context) {
  Notes notes;
  auto made = Template::read({.file = file.string(),
                              .stack_name = file.stem().string(),
                              .caller = context,
                              .document = std::move(document)},
                             notes);
  if (!made) return with_label(file.string(), std::move(made).error());
  for (const std::string& note : notes.all()) warnings_.push_back(file.string() + ": " + note);
  const auto source = std::make_shared<const Template>(*std::move(made));
  for (const TemplateStep& part : source->steps()) {
    Step step{.label = file.string() + ": " + part.id, .source = source, .part = part};
    RETURN_IF_ERROR(claim_name(step.label, part.operation, part.name));
    steps_.push_back(std::move(step));
  }
  return {};
}

Result<void> Seed::claim_name(const std::string& label, const std::string& operation,
                              const std::string& name) {
  if (name.empty() || (operation != "CreateFlow" && operation != "CreatePrompt")) return {};
  const auto [first, is_new] = names_.try_emplace(operation + " " + name, label);
  if (is_new) return {};
  return Error{ErrorCode::kValidation, fmt::format("{}: {} is already the name of what {} creates",
                                                   label, name, first->second)};
}

Result<void> Seed::apply(const Create& create) const {
  std::map<const Template*, CreatedById> created;
  std::map<std::string, std::size_t> versions;
  Notes known;  // the same notes as warnings(), which were reported when the seed was read
  for (const Step& step : steps_) {
    ApiCall call = step.call;
    CreatedById& siblings = created[step.source.get()];
    if (step.source != nullptr) {
      auto made = step.source->call(step.part, lookup_in(siblings), known);
      if (!made) return with_label(step.label, std::move(made).error());
      call = *std::move(made);
    }
    std::size_t nth = 0;
    if (const auto id = versioned_id(call)) nth = ++versions[*id];
    auto response = create({call.operation, call.input, nth});
    if (!response) return with_label(step.label, std::move(response).error());
    if (!step.part.tags_test_alias) {
      siblings[step.part.id] = {std::move(call.input), *std::move(response)};
    }
  }
  return {};
}

}  // namespace flows::offline
