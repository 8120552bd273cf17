#include "wire/error_body.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace flows::wire {
namespace {

using base::Error;
using base::ErrorCode;

std::string header_of(const Response& response, std::string_view name) {
  const auto found = std::ranges::find(response.headers, name, &Header::name);
  return found == response.headers.end() ? "" : found->value;
}

TEST(ErrorResponse, HasStatusTypeAndMessage) {
  const Response response = error_response(
      Service::kControl, Error{ErrorCode::kResourceNotFound, "No flow \"X\" exists"});
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(header_of(response, "x-amzn-ErrorType"), "ResourceNotFoundException");
  EXPECT_EQ(header_of(response, "content-type"), "application/json");
  EXPECT_EQ(response.body, R"({"message":"No flow \"X\" exists"})");
}

TEST(ErrorResponse, HasTheStatusOfItsService) {
  const Error error{ErrorCode::kServiceQuotaExceeded, "m"};
  EXPECT_EQ(error_response(Service::kControl, error).status, 402);
  EXPECT_EQ(error_response(Service::kRuntime, error).status, 400);
}

TEST(ErrorResponse, ListsFieldsOnTheControlPlaneOnly) {
  const Error error{ErrorCode::kValidation, "m", {{"name", "too long"}, {"tags", "bad"}}};
  EXPECT_EQ(error_response(Service::kControl, error).body,
            R"({"message":"m","fieldList":[{"name":"name","message":"too long"},)"
            R"({"name":"tags","message":"bad"}]})");
  EXPECT_EQ(error_response(Service::kRuntime, error).body, R"({"message":"m"})");
}

TEST(ErrorResponse, NamesTheResourceWhereTheExceptionHasAMemberForIt) {
  const Error failed{ErrorCode::kDependencyFailed, "m", {}, "Amazon Bedrock"};
  EXPECT_EQ(error_response(Service::kRuntime, failed).body,
            R"({"message":"m","resourceName":"Amazon Bedrock"})");
  const Error conflict{ErrorCode::kConflict, "m", {}, "Amazon Bedrock"};
  EXPECT_EQ(error_response(Service::kRuntime, conflict).body, R"({"message":"m"})");
}

TEST(ErrorResponse, OfTheHttpLayerHasOnlyAMessage) {
  const Response response =
      error_response(Service::kControl, Error{ErrorCode::kSerialization, "m", {{"a", "b"}}, "r"});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(header_of(response, "x-amzn-ErrorType"), "SerializationException");
  EXPECT_EQ(response.body, R"({"message":"m"})");
}

TEST(ExceptionFramePayload, IsTheBodyOfTheRuntime) {
  EXPECT_EQ(exception_frame_payload(Error{ErrorCode::kBadGateway, "m", {}, "Lambda"}),
            R"({"message":"m","resourceName":"Lambda"})");
  EXPECT_EQ(exception_frame_payload(Error{ErrorCode::kValidation, "m", {{"a", "b"}}}),
            R"({"message":"m"})");
}

}  // namespace
}  // namespace flows::wire
