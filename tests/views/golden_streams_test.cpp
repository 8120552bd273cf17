#include <gtest/gtest.h>

#include "support/golden_flow.h"
#include "views/stream_event.h"

// What a client sees of the flows of tests/golden/flows when it asks for traces, in
// tests/golden/streams. UPDATE_GOLDEN=1 rewrites the texts.
namespace flows::views {
namespace {

std::string line(const StreamEvent& event) {
  return (event.is_exception ? "exception " : "") + event.name + " " + event.payload + "\n";
}

class GoldenStreams : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(GoldenStreams, AreAsWrittenDown) {
  const testing::GoldenFlow golden = testing::read_golden_flow(GetParam());
  std::string actual;
  for (std::size_t input = 0; input < golden.file.at("inputs").size(); ++input) {
    for (const testing::Turn& turn : testing::play(golden, input)) {
      if (!actual.empty()) actual += "\n";
      for (const model::FlowEvent& event : turn.events) {
        const auto told = stream_event(*golden.flow, event, true);
        if (told) actual += line(*told);
      }
      for (const StreamEvent& last : ending_events(*golden.flow, turn.ending)) actual += line(last);
    }
  }
  const auto folder = GetParam().parent_path().parent_path() / "streams";
  testing::expect_golden(actual, folder / GetParam().filename().replace_extension(".txt"));
}

INSTANTIATE_TEST_SUITE_P(All, GoldenStreams, ::testing::ValuesIn(testing::golden_flow_files()),
                         [](const auto& parameter) { return parameter.param.stem().string(); });

}  // namespace
}  // namespace flows::views
