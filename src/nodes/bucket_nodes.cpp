// Storage and Retrieval.
#include <fmt/format.h>

#include "base/text/utf8.h"
#include "nodes/service_nodes.h"

namespace flows::nodes {
namespace {

using base::Json;

std::string bucket_of(const model::FlowNode& node) {
  return node.configuration.at(Json::json_pointer("/serviceConfiguration/s3/bucketName"))
      .get<std::string>();
}

ObjectCall object_call(const std::string& node, const std::string& bucket, const NodeInputs& inputs,
                       const NodeContext& context) {
  const Json* key = inputs.find("objectKey");
  CHECK(key != nullptr, "a validated node has the key of its object");
  ObjectCall call{context.call(node)};
  call.bucket = bucket;
  call.key = key->get<std::string>();
  return call;
}

}  // namespace

base::Result<NodeProgram> compile_storage(const model::FlowNode& node) {
  return NodeProgram(
      [name = node.name, bucket = bucket_of(node)](
          const NodeInputs& inputs, const NodeContext& context) -> base::Result<NodeOutcome> {
        const Json* content = inputs.find("content");
        CHECK(content != nullptr, "a validated Storage node has its content");
        const ObjectCall call = object_call(name, bucket, inputs, context);
        RETURN_IF_ERROR(context.clients.buckets.put_object(
            call, content->is_string() ? content->get<std::string>() : base::to_text(*content)));
        return NodeOutcome(
            Produced{.outputs = {{"s3Uri", fmt::format("s3://{}/{}", bucket, call.key)}}});
      });
}

base::Result<NodeProgram> compile_retrieval(const model::FlowNode& node) {
  const bool is_text = !node.outputs.empty() && node.outputs.front().type == model::IoType::kString;
  return NodeProgram(
      [name = node.name, bucket = bucket_of(node), is_text](
          const NodeInputs& inputs, const NodeContext& context) -> base::Result<NodeOutcome> {
        const ObjectCall call = object_call(name, bucket, inputs, context);
        ASSIGN_OR_RETURN(const std::string text, context.clients.buckets.get_object(call));
        const std::string what =
            fmt::format("The object s3://{}/{} that Node {} reads", bucket, call.key, name);
        if (is_text) {
          if (base::is_utf8(text)) return NodeOutcome(Produced{.outputs = {{"s3Content", text}}});
          return base::Error{base::ErrorCode::kValidation, what + " is not UTF-8 text."};
        }
        auto parsed = base::parse_json(text, what);
        if (!parsed) return base::Error{base::ErrorCode::kValidation, parsed.error().message};
        return NodeOutcome(Produced{.outputs = {{"s3Content", *std::move(parsed)}}});
      });
}

}  // namespace flows::nodes
