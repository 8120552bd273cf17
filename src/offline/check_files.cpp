#include "offline/check_files.h"

#include <utility>

#include "offline/code_check.h"

namespace flows::offline {
namespace {

CheckedFile check_file(const FlowFiles& files, const FlowFile& file) {
  CheckedFile checked{.file = file.name, .failures = file.failures};
  if (file.content == nullptr) return checked;
  const Locator locator(*file.content->document);
  Notes notes = file.notes;
  for (const FlowInFile& flow : file.flows) {
    checked.flows.push_back({flow.label, check_flow_of(files, flow, locator, notes)});
  }
  for (const PromptInFile& prompt : file.prompts) {
    checked.prompts.push_back({prompt.label, check_prompt(locator, prompt)});
  }
  for (const RefusedResource& refused : file.refused) {
    checked.refused.push_back({refused.origin.id, describe_refusal(locator, file, refused)});
  }
  checked.notes = notes.warnings();
  for (std::string remark : {notes.summary(), notes.not_judged()}) {
    if (!remark.empty()) checked.remarks.push_back(std::move(remark));
  }
  for (std::string& sentence : notes.not_read()) checked.remarks.push_back(std::move(sentence));
  check_inline_code(locator, file.flows, checked);
  return checked;
}

}  // namespace

std::vector<Diagnostic> check_flow_of(const FlowFiles& files, const FlowInFile& flow,
                                      const Locator& locator, Notes& notes) {
  return check_flow(locator, flow, [&](std::string_view arn) -> base::Json {
    const RehearsedPrompt* prompt = files.rehearsal.find_prompt(arn);
    if (prompt != nullptr) return prompt->variants();
    // An empty ARN is a fault of its own, and an unknown value has been noted.
    if (!arn.empty() && !is_unknown(arn)) {
      notes.add_unknown({.place = flow.label, .name = std::string(arn), .why = ""});
    }
    return nullptr;
  });
}

std::vector<CheckedFile> check_files(const std::vector<std::filesystem::path>& paths,
                                     const std::filesystem::path& s3_root,
                                     const TryCall& try_call) {
  const FlowFiles files = read_flow_files(paths, s3_root, try_call);
  std::vector<CheckedFile> all;
  for (const FlowFile& file : files.files) all.push_back(check_file(files, file));
  return all;
}

}  // namespace flows::offline
