#include "backends/model_reply.h"

#include <fmt/format.h>

#include "backends/bedrock_error.h"
#include "base/limits.h"

namespace flows::backends {
namespace {

using base::Result;

// The keys of one reply, as they are read.
struct ReplyParts {
  Completion completion;
  const BedrockError* error = nullptr;
  std::optional<std::string> message;
};

Result<void> read_text(const JsonPlace& place, ReplyParts& parts) {
  ASSIGN_OR_RETURN(std::string text, place.text());
  parts.completion.text = AnswerTemplate::literal(std::move(text));
  return {};
}

Result<void> read_template(const JsonPlace& place, ReplyParts& parts) {
  ASSIGN_OR_RETURN(parts.completion.text, AnswerTemplate::compile(place));
  return {};
}

Result<void> read_stop_reason(const JsonPlace& place, ReplyParts& parts) {
  ASSIGN_OR_RETURN(parts.completion.stop_reason, place.text_not_empty());
  return {};
}

Result<void> read_input_tokens(const JsonPlace& place, Completion& completion) {
  ASSIGN_OR_RETURN(completion.input_tokens, place.integer(0, kJsonIntegerMax));
  return {};
}

Result<void> read_output_tokens(const JsonPlace& place, Completion& completion) {
  ASSIGN_OR_RETURN(completion.output_tokens, place.integer(0, kJsonIntegerMax));
  return {};
}

struct UsageKey {
  std::string_view key;
  Result<void> (*read)(const JsonPlace& place, Completion& completion);
};

constexpr UsageKey kUsageKeys[] = {
    {"inputTokens", read_input_tokens},
    {"outputTokens", read_output_tokens},
};

Result<void> read_usage(const JsonPlace& place, ReplyParts& parts) {
  return read_members(place, kUsageKeys, parts.completion);
}

Result<void> read_error(const JsonPlace& place, ReplyParts& parts) {
  ASSIGN_OR_RETURN(const std::string code, place.text());
  parts.error = find_bedrock_error(code);
  if (parts.error == nullptr) {
    std::vector<std::string_view> known;
    for (const BedrockError& error : bedrock_errors()) known.push_back(error.code);
    return place.fault(fmt::format("unknown error {}; the model service has {}", in_quotes(code),
                                   fmt::join(known, ", ")));
  }
  return {};
}

Result<void> read_message(const JsonPlace& place, ReplyParts& parts) {
  ASSIGN_OR_RETURN(parts.message, place.text());
  return {};
}

enum class ReplyKind { kCompletion, kError };

struct ReplyKey {
  std::string_view key;
  ReplyKind kind;  // of the replies it may stand in
  bool decides;    // each reply has exactly one key that decides
  Result<void> (*read)(const JsonPlace& place, ReplyParts& parts);
};

constexpr ReplyKey kReplyKeys[] = {
    {"text", ReplyKind::kCompletion, true, read_text},
    {"template", ReplyKind::kCompletion, true, read_template},
    {"error", ReplyKind::kError, true, read_error},
    {"message", ReplyKind::kError, false, read_message},
    {"stopReason", ReplyKind::kCompletion, false, read_stop_reason},
    {"usage", ReplyKind::kCompletion, false, read_usage},
};

Result<ModelReply> read_reply(const JsonPlace& place) {
  ASSIGN_OR_RETURN(const std::vector<JsonPlace> members, place.members());
  const ReplyKey* decider = nullptr;
  for (const JsonPlace& member : members) {
    ASSIGN_OR_RETURN(const ReplyKey* row, find_row(member, kReplyKeys));
    if (!row->decides) continue;
    if (decider != nullptr) {
      return place.fault(fmt::format("has both \"{}\" and \"{}\"", decider->key, row->key));
    }
    decider = row;
  }
  if (decider == nullptr) return place.fault("needs one of text, template, error");
  ReplyParts parts;
  for (const JsonPlace& member : members) {
    ASSIGN_OR_RETURN(const ReplyKey* row, find_row(member, kReplyKeys));
    if (row->kind != decider->kind) {
      return member.fault(fmt::format("does not go with \"{}\"", decider->key));
    }
    RETURN_IF_ERROR(row->read(member, parts));
  }
  if (parts.error == nullptr) return ModelReply(std::move(parts.completion));
  return ModelReply(
      to_error(*parts.error, parts.message.value_or(std::string(parts.error->message))));
}

std::int64_t count_words(std::string_view text) {
  std::int64_t words = 0;
  bool in_word = false;
  for (const char c : text) {
    const bool space = c == ' ' || (c >= '\t' && c <= '\r');
    if (!space && !in_word) ++words;
    in_word = !space;
  }
  return words;
}

}  // namespace

Result<std::vector<ModelReply>> read_replies(const JsonPlace& place) {
  std::vector<ModelReply> replies;
  if (!place.value().is_array()) {
    ASSIGN_OR_RETURN(ModelReply reply, read_reply(place));
    replies.push_back(std::move(reply));
    return replies;
  }
  ASSIGN_OR_RETURN(const std::vector<JsonPlace> items, place.items(base::limits::kBackendRulesMax));
  if (items.empty()) return place.fault("must not be empty");
  for (const JsonPlace& item : items) {
    ASSIGN_OR_RETURN(ModelReply reply, read_reply(item));
    replies.push_back(std::move(reply));
  }
  return replies;
}

Result<nodes::ModelAnswer> answer(const ModelReply& reply, const nodes::ModelCall& call) {
  if (const auto* error = std::get_if<base::Error>(&reply)) return *error;
  const auto& completion = std::get<Completion>(reply);
  nodes::ModelAnswer answer;
  ASSIGN_OR_RETURN(answer.text, completion.text.render(call));
  answer.stop_reason = completion.stop_reason;
  answer.input_tokens =
      completion.input_tokens ? *completion.input_tokens : count_words(call.prompt);
  answer.output_tokens =
      completion.output_tokens ? *completion.output_tokens : count_words(answer.text);
  return answer;
}

}  // namespace flows::backends
