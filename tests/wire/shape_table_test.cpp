// Walks the tables: each constraint of each shape is broken once, alone, and must be reported.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/pattern.h"
#include "wire/service_model.h"
#include "wire/shape_check.h"

namespace flows::wire {
namespace {

using base::Json;

constexpr Service kServices[] = {Service::kControl, Service::kRuntime};

// What is wrong with `value`; empty if nothing is.
std::string complaint(Service service, const Shape& shape, Json value) {
  auto result = validate_and_normalize(service, shape, std::move(value));
  return result ? "" : result.error().message;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(ShapeTable, EveryPatternCompiles) {
  for (const Service service : kServices) {
    for (const Shape& shape : all_shapes(service)) {
      if (shape.pattern.empty()) continue;
      EXPECT_TRUE(base::Pattern::compile(shape.pattern).has_value()) << shape.name;
    }
  }
}

TEST(ShapeTable, EveryPatternRefusesSomething) {
  for (const Service service : kServices) {
    for (const Shape& shape : all_shapes(service)) {
      if (shape.pattern.empty()) continue;
      // No pattern takes both: one has a blank, the other nothing.
      const std::string blank = complaint(service, shape, Json("\x01 \x01"));
      const std::string nothing = complaint(service, shape, Json(""));
      const bool takes_anything = shape.pattern == "[\\s\\S]*";
      EXPECT_NE(takes_anything, contains(blank + nothing, "regular expression pattern: "))
          << shape.name;
    }
  }
}

TEST(ShapeTable, EveryLengthOfAStringIsEnforced) {
  for (const Service service : kServices) {
    for (const Shape& shape : all_shapes(service)) {
      if (shape.kind != Kind::kString) continue;
      if (shape.max) {
        const auto max = static_cast<std::size_t>(*shape.max);
        const std::string too_long = fmt::format("length less than or equal to {}", max);
        EXPECT_TRUE(contains(complaint(service, shape, std::string(max + 1, 'a')), too_long))
            << shape.name;
        EXPECT_FALSE(contains(complaint(service, shape, std::string(max, 'a')), too_long))
            << shape.name;
      }
      if (shape.min && *shape.min > 0) {
        const auto min = static_cast<std::size_t>(*shape.min);
        const std::string too_short = fmt::format("length greater than or equal to {}", min);
        EXPECT_TRUE(contains(complaint(service, shape, std::string(min - 1, 'a')), too_short))
            << shape.name;
        EXPECT_FALSE(contains(complaint(service, shape, std::string(min, 'a')), too_short))
            << shape.name;
      }
    }
  }
}

TEST(ShapeTable, EveryLengthOfAListIsEnforced) {
  for (const Service service : kServices) {
    for (const Shape& shape : all_shapes(service)) {
      if (shape.kind != Kind::kList) continue;
      // Elements of no type at all: null is a violation of its own and never a wrong type.
      const auto list_of = [](std::int64_t size) {
        return Json(std::vector<Json>(static_cast<std::size_t>(size), Json(nullptr)));
      };
      if (shape.max) {
        const std::string too_long = fmt::format("length less than or equal to {}", *shape.max);
        EXPECT_TRUE(contains(complaint(service, shape, list_of(*shape.max + 1)), too_long))
            << shape.name;
        EXPECT_FALSE(contains(complaint(service, shape, list_of(*shape.max)), too_long))
            << shape.name;
      }
      if (shape.min && *shape.min > 0) {
        const std::string too_short = fmt::format("length greater than or equal to {}", *shape.min);
        EXPECT_TRUE(contains(complaint(service, shape, list_of(*shape.min - 1)), too_short))
            << shape.name;
      }
    }
  }
}

TEST(ShapeTable, EveryRangeOfANumberIsEnforced) {
  for (const Service service : kServices) {
    for (const Shape& shape : all_shapes(service)) {
      if (shape.kind != Kind::kInteger && shape.kind != Kind::kFloat) continue;
      if (shape.max) {
        EXPECT_TRUE(contains(complaint(service, shape, *shape.max + 1),
                             fmt::format("value less than or equal to {}", *shape.max)))
            << shape.name;
        EXPECT_EQ(complaint(service, shape, *shape.max), "") << shape.name;
      }
      if (shape.min) {
        EXPECT_TRUE(contains(complaint(service, shape, *shape.min - 1),
                             fmt::format("value greater than or equal to {}", *shape.min)))
            << shape.name;
        EXPECT_EQ(complaint(service, shape, *shape.min), "") << shape.name;
      }
    }
  }
}

TEST(ShapeTable, EveryEnumerationTakesItsValuesAndNoOther) {
  for (const Service service : kServices) {
    for (const Shape& shape : all_shapes(service)) {
      for (const std::string_view value : shape.enum_values) {
        EXPECT_EQ(complaint(service, shape, std::string(value)), "") << shape.name;
      }
      if (shape.enum_values.empty()) continue;
      EXPECT_TRUE(contains(complaint(service, shape, "no such value"),
                           "Member must satisfy enum value set: ["))
          << shape.name;
    }
  }
}

TEST(ShapeTable, EveryRequiredMemberIsMissed) {
  for (const Service service : kServices) {
    for (const Shape& shape : all_shapes(service)) {
      if (shape.kind != Kind::kStructure) continue;
      const std::string message = complaint(service, shape, Json::object());
      for (const Member& member : shape.members) {
        const std::string violation = fmt::format(
            "at '{}' failed to satisfy constraint: Member must not be null", member.name);
        EXPECT_EQ(contains(message, violation), member.required) << shape.name << member.name;
      }
    }
  }
}

TEST(ShapeTable, EveryUnionWantsAMember) {
  for (const Service service : kServices) {
    for (const Shape& shape : all_shapes(service)) {
      if (!shape.is_union) continue;
      EXPECT_TRUE(contains(complaint(service, shape, Json::object()), "exactly one of these"))
          << shape.name;
    }
  }
}

TEST(ShapeTable, EveryScalarRefusesAnObject) {
  for (const Service service : kServices) {
    for (const Shape& shape : all_shapes(service)) {
      const bool takes_objects = shape.kind == Kind::kStructure || shape.kind == Kind::kMap ||
                                 shape.kind == Kind::kDocument;
      const auto result = validate_and_normalize(service, shape, Json::object());
      const bool wrong_type = !result && result.error().code == base::ErrorCode::kSerialization;
      EXPECT_EQ(wrong_type, !takes_objects) << shape.name;
    }
  }
}

}  // namespace
}  // namespace flows::wire
