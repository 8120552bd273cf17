#include "api/prompt_responses.h"

#include "base/json_text.h"
#include "wire/timestamp.h"

namespace flows::api {

using base::ObjectText;
using wire::format_timestamp;

std::string prompt_response(const base::Caller& caller, const model::Prompt& prompt) {
  return ObjectText()
      .string("arn", model::prompt_arn(caller, prompt.id, prompt.version))
      .string("createdAt", format_timestamp(prompt.created_at))
      .string_if("customerEncryptionKeyArn", prompt.customer_encryption_key_arn)
      .string_if("defaultVariant", prompt.default_variant)
      .string_if("description", prompt.description)
      .string("id", prompt.id)
      .string("name", prompt.name)
      .string("updatedAt", format_timestamp(prompt.updated_at))
      .raw_if("variants", prompt.variants_json)
      .string("version", prompt.version)
      .finish();
}

std::string prompt_summary(const base::Caller& caller, const model::Prompt& prompt) {
  return ObjectText()
      .string("arn", model::prompt_arn(caller, prompt.id, prompt.version))
      .string("createdAt", format_timestamp(prompt.created_at))
      .string_if("description", prompt.description)
      .string("id", prompt.id)
      .string("name", prompt.name)
      .string("updatedAt", format_timestamp(prompt.updated_at))
      .string("version", prompt.version)
      .finish();
}

}  // namespace flows::api
