#include "wire/service_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace flows::wire {
namespace {

using base::ErrorCode;

TEST(ServiceModel, Has32OperationsWithDistinctNames) {
  std::set<std::string_view> names;
  for (const Operation& operation : all_operations()) names.insert(operation.name);
  EXPECT_EQ(all_operations().size(), 32U);
  EXPECT_EQ(names.size(), 32U);
  EXPECT_EQ(std::ranges::count(all_operations(), Service::kRuntime, &Operation::service), 7);
}

TEST(ServiceModel, AnOperationSaysWhatTheModelSays) {
  const Operation* operation = find_operation("PrepareFlow");
  ASSERT_NE(operation, nullptr);
  EXPECT_EQ(operation->service, Service::kControl);
  EXPECT_EQ(operation->method, "POST");
  EXPECT_EQ(operation->uri, "/flows/{flowIdentifier}/");
  EXPECT_EQ(operation->success_status, 202);
  EXPECT_EQ(operation->input->name, "PrepareFlowRequest");
  EXPECT_EQ(operation->output->name, "PrepareFlowResponse");
  EXPECT_EQ(operation->errors.size(), 7U);
  EXPECT_EQ(find_operation("OptimizePrompt"), nullptr);
}

TEST(ServiceModel, EveryOperationIsComplete) {
  for (const Operation& operation : all_operations()) {
    SCOPED_TRACE(operation.name);
    ASSERT_NE(operation.input, nullptr);
    ASSERT_NE(operation.output, nullptr);
    EXPECT_TRUE(operation.uri.starts_with('/'));
    for (const std::string_view error : operation.errors) {
      const auto code = find_error_code(error);
      ASSERT_TRUE(code.has_value()) << error;
      EXPECT_NE(find_error(operation.service, *code), nullptr) << error;
    }
    for (const Member& member : operation.input->members) {
      if (member.location == Location::kUri) {
        EXPECT_NE(operation.uri.find("{" + std::string(member.wire_name) + "}"),
                  std::string_view::npos);
      }
    }
  }
}

TEST(ServiceModel, MembersKnowHowTheyTravel) {
  const Shape* input = find_shape(Service::kControl, "UntagResourceRequest");
  ASSERT_NE(input, nullptr);
  const Member* keys = find_member(*input, "tagKeys");
  ASSERT_NE(keys, nullptr);
  EXPECT_EQ(keys->location, Location::kQuery);
  EXPECT_EQ(keys->shape->kind, Kind::kList);
  EXPECT_TRUE(keys->required);
  EXPECT_EQ(find_member(*input, "tags"), nullptr);

  const Shape* create = find_shape(Service::kControl, "CreateFlowRequest");
  ASSERT_NE(create, nullptr);
  EXPECT_TRUE(find_member(*create, "clientToken")->idempotency_token);

  const Shape* invoked = find_shape(Service::kRuntime, "InvokeFlowResponse");
  ASSERT_NE(invoked, nullptr);
  EXPECT_EQ(find_member(*invoked, "executionId")->location, Location::kHeader);
  EXPECT_EQ(find_member(*invoked, "executionId")->wire_name, "x-amz-bedrock-flow-execution-id");
  EXPECT_TRUE(find_member(*invoked, "responseStream")->shape->is_event_stream);
}

TEST(ServiceModel, ShapesAreSortedByName) {
  for (const Service service : {Service::kControl, Service::kRuntime}) {
    EXPECT_TRUE(std::ranges::is_sorted(all_shapes(service), {}, &Shape::name));
    for (const Shape& shape : all_shapes(service)) {
      EXPECT_EQ(find_shape(service, shape.name), &shape);
    }
  }
  EXPECT_EQ(find_shape(Service::kControl, "NoSuchShape"), nullptr);
}

TEST(ServiceModel, EnumerationsAreFoundByName) {
  EXPECT_EQ(enum_values(Service::kControl, "FlowNodeType").size(), 16U);
  EXPECT_EQ(enum_values(Service::kControl, "FlowValidationType").size(), 33U);
  EXPECT_EQ(enum_values(Service::kRuntime, "FlowExecutionStatus").size(), 5U);
  EXPECT_TRUE(enum_values(Service::kControl, "FlowName").empty());
  EXPECT_TRUE(enum_values(Service::kControl, "NoSuchShape").empty());
}

TEST(ServiceModel, DeparturesFromTheModelAreInTheTables) {
  const Shape* connections = find_shape(Service::kControl, "FlowConnections");
  ASSERT_NE(connections, nullptr);
  EXPECT_EQ(connections->max, 100);  // the model says 20, and AWS deploys more
  EXPECT_EQ(find_shape(Service::kControl, "FlowConnectionName")->max, 200);
  const Shape* route = find_shape(Service::kControl, "FlowAliasRoutingConfigurationListItem");
  ASSERT_NE(route, nullptr);
  EXPECT_TRUE(find_member(*route, "flowVersion")->required);
  EXPECT_NE(find_member(*find_shape(Service::kRuntime, "StartFlowExecutionRequest"), "name"),
            nullptr);
}

TEST(ErrorStatus, BelongsToTheService) {
  EXPECT_EQ(error_status(Service::kControl, ErrorCode::kServiceQuotaExceeded), 402);
  EXPECT_EQ(error_status(Service::kRuntime, ErrorCode::kServiceQuotaExceeded), 400);
  EXPECT_EQ(error_status(Service::kRuntime, ErrorCode::kDependencyFailed), 424);
  EXPECT_EQ(error_status(Service::kRuntime, ErrorCode::kBadGateway), 502);
}

TEST(ErrorStatus, OfAnExceptionOfTheOtherServiceIsTheOneItHasThere) {
  EXPECT_EQ(find_error(Service::kControl, ErrorCode::kBadGateway), nullptr);
  EXPECT_EQ(error_status(Service::kControl, ErrorCode::kBadGateway), 502);
}

TEST(ErrorStatus, OfTheHttpLayerIsTheSameForBothServices) {
  for (const Service service : {Service::kControl, Service::kRuntime}) {
    EXPECT_EQ(error_status(service, ErrorCode::kSerialization), 400);
    EXPECT_EQ(error_status(service, ErrorCode::kUnknownOperation), 404);
    EXPECT_EQ(error_status(service, ErrorCode::kRequestTooLarge), 413);
    EXPECT_EQ(error_status(service, ErrorCode::kForbidden), 403);
    EXPECT_EQ(find_error(service, ErrorCode::kForbidden), nullptr);
  }
}

TEST(ErrorName, IsReadBack) {
  EXPECT_EQ(error_name(ErrorCode::kUnknownOperation), "UnknownOperationException");
  EXPECT_EQ(find_error_code("ThrottlingException"), ErrorCode::kThrottling);
  EXPECT_EQ(find_error_code("AccessDeniedException"), ErrorCode::kAccessDenied);
  EXPECT_EQ(find_error_code("NoSuchException"), std::nullopt);
}

TEST(ErrorName, ExistsForEveryExceptionOfBothServices) {
  for (const Service service : {Service::kControl, Service::kRuntime}) {
    for (const ErrorShape& error : all_errors(service)) {
      const auto code = find_error_code(error.name);
      ASSERT_TRUE(code.has_value()) << error.name;
      EXPECT_EQ(error_status(service, *code), error.status);
    }
  }
}

}  // namespace
}  // namespace flows::wire
