// The functions of templates, each in the spelling of YAML and in the long one.
#include "offline/intrinsics.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"
#include "offline/seed_fixture.h"

namespace flows::offline {
namespace {

using ::testing::HasSubstr;

class EvaluatorTest : public SeedTest {
 protected:
  // What the flow's Description comes to, given as a value in YAML and in JSON; both must agree.
  std::string description(const std::string& yaml, const std::string& json,
                          const std::string& sections = "") {
    const std::string first = property("Description: " + yaml, sections);
    EXPECT_EQ(property("Description: " + json, sections), first);
    return first;
  }
};

constexpr std::string_view kMade = R"(CreateFlow {"description":"a-b"})";

TEST_F(EvaluatorTest, RefOfAParameterIsItsDefault) {
  EXPECT_EQ(description("!Ref P", R"({"Ref": "P"})", "Parameters: {P: {Default: a-b}}\n"), kMade);
  EXPECT_EQ(property("Description: !Ref P", "Parameters: {P: {Type: Number, Default: 5}}\n"),
            R"(CreateFlow {"description":"5"})");
}

TEST_F(EvaluatorTest, AParameterThatIsAListIsSplitAtCommas) {
  EXPECT_EQ(property("Description: !Join ['-', !Ref P]",
                     "Parameters: {P: {Type: CommaDelimitedList, Default: ' a, b'}}\n"),
            kMade);
  EXPECT_EQ(property("Description: !Join ['-', !Ref P]",
                     "Parameters: {P: {Type: 'List<Number>', Default: '1,, 2 '}}\n"),
            R"(CreateFlow {"description":"1--2"})");
}

TEST_F(EvaluatorTest, AParameterWithoutAValueIsRefused) {
  EXPECT_EQ(property("Description: !Ref P", "Parameters: {P: {Type: String}}\n"),
            "error: Resources.F.Properties.Description.Ref: the parameter P has no Default, and a "
            "template is read without anybody to give it a value: add a Default");
  EXPECT_THAT(property("Description: !Ref P", "Parameters: {P: {Default: [1]}}\n"),
              HasSubstr("the Default of the parameter P is no plain value"));
  EXPECT_THAT(property("Description: !Ref P",
                       "Parameters: {P: {Type: 'AWS::SSM::Parameter::Value<String>', "
                       "Default: /a}}\n"),
              HasSubstr("the parameter P is kept by AWS Systems Manager"));
}

TEST_F(EvaluatorTest, PseudoParametersHaveValues) {
  EXPECT_EQ(property("Description: !Sub '${AWS::AccountId} ${AWS::Region} ${AWS::Partition} "
                     "${AWS::StackName} ${AWS::URLSuffix}'"),
            R"(CreateFlow {"description":"123456789012 us-east-1 aws stack amazonaws.com"})");
  EXPECT_EQ(property("Description: !Ref AWS::StackId"),
            R"(CreateFlow {"description":"arn:aws:cloudformation:us-east-1:123456789012:)"
            R"(stack/stack/local"})");
}

TEST_F(EvaluatorTest, NoValueTakesPropertiesAndItemsAway) {
  EXPECT_EQ(description("!Ref AWS::NoValue", R"({"Ref": "AWS::NoValue"})"), "CreateFlow {}");
  EXPECT_EQ(property("Tags: {a: !Ref AWS::NoValue, b: x}"), R"(CreateFlow {"tags":{"b":"x"}})");
  EXPECT_EQ(property("Description: !Join ['-', [a, !Ref AWS::NoValue, b]]"), kMade);
  EXPECT_EQ(property("Definition: {Nodes: [!Ref AWS::NoValue, {Name: a}]}"),
            R"(CreateFlow {"definition":{"nodes":[{"name":"a"}]}})");
  EXPECT_EQ(property("Definition: {Nodes: !Ref AWS::NoValue}"), R"(CreateFlow {"definition":{}})");
  EXPECT_THAT(property("Description: !Sub '${AWS::NoValue}'"),
              HasSubstr("${AWS::NoValue} is no text"));
}

TEST_F(EvaluatorTest, AnUnknownNameIsRefused) {
  EXPECT_EQ(property("Description: !Ref Nobody"),
            "error: Resources.F.Properties.Description.Ref: Nobody is no parameter or resource of "
            "this template");
  EXPECT_EQ(property("Description: !GetAtt Nobody.Arn"),
            "error: Resources.F.Properties.Description.Fn::GetAtt: Nobody is no resource of this "
            "template");
  EXPECT_THAT(property("Description: {Ref: [a]}"), HasSubstr("Description.Ref: takes a name"));
  EXPECT_THAT(property("Description: !GetAtt Nobody"), HasSubstr("takes [resource, attribute]"));
  EXPECT_THAT(property("Description: !GetAtt [a, b, c]"), HasSubstr("takes [resource, attribute]"));
  EXPECT_THAT(property("Description: !GetAtt [a, 1]"), HasSubstr("takes [resource, attribute]"));
}

TEST_F(EvaluatorTest, SubPutsValuesIn) {
  const std::string parameters = "Parameters: {P: {Default: a}}\n";
  EXPECT_EQ(description("!Sub '${P}-b'", R"({"Fn::Sub": "${P}-b"})", parameters), kMade);
  EXPECT_EQ(description("!Sub ['${P}-${Q}', {Q: b}]", R"({"Fn::Sub": ["${P}-${Q}", {"Q": "b"}]})",
                        parameters),
            kMade);
  EXPECT_EQ(property("Description: !Sub ['${P}-${Q}', {Q: b, P: !Ref P}]", parameters), kMade);
  EXPECT_EQ(property("Description: !Sub 'a-${!P} $ {P} ${P}'", parameters),
            R"(CreateFlow {"description":"a-${P} $ {P} a"})");
}

TEST_F(EvaluatorTest, SubThatCannotBeDoneIsRefused) {
  EXPECT_EQ(property("Description: !Sub '${P'"),
            "error: Resources.F.Properties.Description.Fn::Sub: a ${ has no closing brace");
  EXPECT_THAT(property("Description: !Sub '${P}'"), HasSubstr("P is no parameter or resource"));
  EXPECT_THAT(property("Description: !Sub '${P.Arn}'"), HasSubstr("P is no resource"));
  EXPECT_THAT(property("Description: !Sub ['${P}', {P: [1]}]"), HasSubstr("${P} is no text"));
  EXPECT_THAT(property("Description: !Sub [x]"),
              HasSubstr("takes a text, or [text, {name: value, …}]"));
}

TEST_F(EvaluatorTest, JoinSelectSplitAndFindInMap) {
  EXPECT_EQ(description("!Join ['-', [a, b]]", R"({"Fn::Join": ["-", ["a", "b"]]})"), kMade);
  EXPECT_EQ(description("!Join ['', [a, '-', !Select [1, [x, b]]]]",
                        R"({"Fn::Join": ["", ["a", "-", {"Fn::Select": ["1", ["x", "b"]]}]]})"),
            kMade);
  EXPECT_EQ(description("!Select [2, !Split [', ', 'x, y, a-b']]",
                        R"({"Fn::Select": [2, {"Fn::Split": [", ", "x, y, a-b"]}]})"),
            kMade);
  EXPECT_EQ(description("!FindInMap [M, !Ref AWS::Region, K]",
                        R"({"Fn::FindInMap": ["M", {"Ref": "AWS::Region"}, "K"]})",
                        "Mappings: {M: {us-east-1: {K: a-b}}}\n"),
            kMade);
}

TEST_F(EvaluatorTest, WrongArgumentsAreRefused) {
  EXPECT_THAT(property("Description: !Join [a]"), HasSubstr("takes [delimiter, [text, …]]"));
  EXPECT_THAT(property("Description: !Join [a, b]"), HasSubstr("takes [delimiter, [text, …]]"));
  EXPECT_THAT(property("Description: !Join [a, [b, [c]]]"), HasSubstr("Join[1][1]: is no text"));
  EXPECT_THAT(property("Description: !Select [-1, [a]]"), HasSubstr("takes [index, [item, …]]"));
  EXPECT_THAT(property("Description: !Select [x, [a]]"), HasSubstr("takes [index, [item, …]]"));
  EXPECT_THAT(property("Description: !Select [1, [a]]"),
              HasSubstr("there is no item 1 in a list of 1"));
  EXPECT_THAT(property("Description: !Split ['', a]"), HasSubstr("takes [delimiter, text]"));
  EXPECT_THAT(property("Description: !FindInMap [M, a, b]"),
              HasSubstr(R"(Mappings has nothing at ["M","a","b"], for there is no M)"));
  EXPECT_THAT(property("Description: !FindInMap [M, [a], b]", "Mappings: {M: {}}\n"),
              HasSubstr("takes [map, first key, second key]"));
  EXPECT_THAT(property("Description: !If [C, a]"), HasSubstr("takes [condition, value if it"));
}

TEST_F(EvaluatorTest, AnUnknownFunctionIsRefusedWhereItMatters) {
  EXPECT_EQ(property("Description: !Base64 x"),
            "error: Resources.F.Properties.Description: Fn::Base64 is not supported");
  EXPECT_EQ(property("Description: {Fn::ImportValue: x}"),
            "error: Resources.F.Properties.Description.Fn::ImportValue: no file here exports x "
            "with a value that is known: add its template, or use a parameter with a Default");
  EXPECT_EQ(property("Whatever: !Base64 x\n  R: {Type: AWS::X::Y, Properties: {A: !Base64 x}}"),
            "CreateFlow {}\n"
            "warning: Resources.F.Properties.Whatever: is no known property of an "
            "AWS::Bedrock::Flow and is left out\n"
            "remark: has no effect here: AWS::X::Y");
}

TEST_F(EvaluatorTest, ImportsAreWhatOtherFilesExport) {
  write("s/a.yaml",
        "Resources:\n"
        "  A: {Type: AWS::Bedrock::FlowAlias, Properties: {FlowArn: !ImportValue base-Flow,\n"
        "      Name: !ImportValue {'Fn::Sub': 'base-${AWS::Region}'}}}\n"
        "  B: {Type: AWS::Bedrock::FlowAlias, Properties: {FlowArn: !ImportValue base-Flow,\n"
        "      Name: !ImportValue base-Unknown}}\n");
  write("s/base.yaml",
        "Parameters: {P: {Type: String}}\n"
        "Resources:\n"
        "  F: {Type: AWS::Bedrock::Flow, Properties: {Name: f}}\n"
        "Outputs:\n"
        "  Arn: {Value: !GetAtt F.Arn, Export: {Name: !Sub '${AWS::StackName}-Flow'}}\n"
        "  Name: {Value: live, Export: {Name: !Sub 'base-${AWS::Region}'}}\n"
        "  Unknown: {Value: !Ref P, Export: {Name: base-Unknown}}\n"
        "  Plain: {Value: x}\n");
  const base::Result<Seed> seed = read(folder() / "s");
  ASSERT_TRUE(seed) << seed.error().message;
  FakeApi api;
  ASSERT_TRUE(seed->apply(std::ref(api), report_failure));
  ASSERT_EQ(api.calls.size(), 2U);
  EXPECT_EQ(api.calls[0].operation, "CreateFlow");
  // This is the ARN of the response, which has another ID than the seed wants.
  EXPECT_EQ(api.calls[1].input["flowIdentifier"],
            "arn:aws:bedrock:us-east-1:123456789012:flow/Flow000001");
  EXPECT_EQ(api.calls[1].input["name"], "live");
  ASSERT_EQ(seed->failures().size(), 1U);
  EXPECT_THAT(seed->failures()[0], HasSubstr("B is not created: Resources.B.Properties.Name."
                                             "Fn::ImportValue: no file here exports base-Unknown"));
}

TEST_F(EvaluatorTest, WhatIsImportedIsCreatedBeforeWhateverTheFilesAreCalled) {
  const auto link = [](const std::string& imported, const std::string& exported) {
    return "Resources:\n"
           "  P: {Type: AWS::Bedrock::Prompt, Properties: {Name: " +
           exported + ", Description: " + imported +
           "}}\n"
           "Outputs: {Arn: {Value: !GetAtt P.Arn, Export: {Name: " +
           exported + "}}}\n";
  };
  write("s/a.yaml", link("!ImportValue B", "A"));
  write("s/b.yaml", link("!ImportValue C", "B"));
  write("s/c.yaml", link("none", "C"));
  const base::Result<Seed> seed = read(folder() / "s");
  ASSERT_TRUE(seed) << seed.error().message;
  FakeApi api;
  ASSERT_TRUE(seed->apply(std::ref(api), report_failure));
  const std::string arn = "arn:aws:bedrock:us-east-1:123456789012:prompt/Prom00000";
  ASSERT_EQ(api.calls.size(), 3U);
  EXPECT_EQ(api.calls[0].input["name"], "C");
  EXPECT_EQ(api.calls[1].input, base::Json({{"name", "B"}, {"description", arn + "1"}}));
  EXPECT_EQ(api.calls[2].input, base::Json({{"name", "A"}, {"description", arn + "2"}}));
}

TEST_F(EvaluatorTest, WhatImportsFromAResourceThatIsNotCreatedIsNotCreatedEither) {
  write("s/a.yaml",
        "Resources:\n"
        "  P: {Type: AWS::Bedrock::Prompt, Properties: {Name: p, Description: !ImportValue Q}}\n"
        "  V: {Type: AWS::Bedrock::PromptVersion, Properties: {PromptArn: !Ref P}}\n"
        "  Other: {Type: AWS::Bedrock::Prompt, Properties: {Name: other}}\n"
        "Outputs: {Other: {Value: !Ref Other, Export: {Name: Other}}}\n");
  write("s/0.yaml",
        "Resources:\n"
        "  S: {Type: AWS::Bedrock::Prompt, Properties: {Name: s, Description: !ImportValue "
        "Other}}\n");
  write("s/b.yaml",
        "Parameters: {Text: {Type: String}}\n"
        "Resources:\n"
        "  Q: {Type: AWS::Bedrock::Prompt, Properties: {Name: q, Description: !Ref Text}}\n"
        "  R: {Type: AWS::Bedrock::Prompt, Properties: {Name: r}}\n"
        "Outputs: {Q: {Value: !Ref Q, Export: {Name: Q}}}\n");
  const base::Result<Seed> seed = read(folder() / "s");
  ASSERT_TRUE(seed) << seed.error().message;
  ASSERT_EQ(seed->failures().size(), 3U);
  EXPECT_THAT(seed->failures()[0], HasSubstr("b.yaml: Q is not created"));
  EXPECT_THAT(seed->failures()[1],
              HasSubstr("a.yaml: P is not created: Resources.P.Properties.Description."
                        "Fn::ImportValue: the export Q has no value"));
  EXPECT_THAT(seed->failures()[2], HasSubstr("a.yaml: V is not created"));
  FakeApi api;
  ASSERT_TRUE(seed->apply(std::ref(api), report_failure));
  ASSERT_EQ(api.calls.size(), 3U);
  EXPECT_EQ(api.calls[0].input["name"], "other");
  EXPECT_EQ(api.calls[1].input["name"], "r");
  EXPECT_EQ(api.calls[2].input["name"], "s");
}

TEST_F(EvaluatorTest, OutputsWhoseConditionDoesNotHoldAreNotExported) {
  const auto failure = [&](const std::string& condition) {
    write("s/a.yaml",
          "Resources:\n"
          "  F: {Type: AWS::Bedrock::Flow, Properties: {Name: !ImportValue Name}}\n"
          "  G: {Type: AWS::Bedrock::Flow, Properties: {Name: g}}\n");
    write("s/base.yaml",
          "Parameters: {P: {Type: String}}\n"
          "Conditions: {Yes: !Equals [1, 1], No: !Equals [1, 2], Unknown: !Not [!Equals [!Ref P, "
          "x]]}\n"
          "Resources: {}\n"
          "Outputs: {Name: {Condition: " +
              condition + ", Value: live, Export: {Name: Name}}}\n");
    const base::Result<Seed> seed = read(folder() / "s");
    if (!seed) return seed.error().message;
    return seed->failures().empty() ? std::string() : seed->failures()[0];
  };
  EXPECT_EQ(failure("Yes"), "");
  for (const std::string condition : {"No", "Unknown", "Nothing", "{}"}) {
    EXPECT_THAT(failure(condition), HasSubstr("no file here exports Name")) << condition;
  }
}

TEST_F(EvaluatorTest, ConditionsChoose) {
  const std::string sections =
      "Parameters: {P: {Default: 1}}\n"
      "Conditions:\n"
      "  One: !Equals [!Ref P, '1']\n"
      "  Two: {Fn::Equals: [!Ref P, 2]}\n"
      "  NotTwo: !Not [!Condition Two]\n"
      "  All: !And [!Condition One, !Condition NotTwo]\n"
      "  Any: !Or [!Condition Two, {Condition: All}]\n"
      "  None: !And [!Condition Any, !Condition Two]\n";
  EXPECT_EQ(description("!If [Any, a-b, x]", R"({"Fn::If": ["Any", "a-b", "x"]})", sections),
            kMade);
  EXPECT_EQ(property("Description: !If [None, x, !Sub a-b]", sections), kMade);
  EXPECT_EQ(property("Description: !If [All, !Ref AWS::NoValue, !Ref Nobody]", sections),
            "CreateFlow {}");
}

TEST_F(EvaluatorTest, ConditionsThatMeanNothingAreRefused) {
  const auto conditions = [&](const std::string& text, const std::string& name = "C") {
    return property("Name: f\n    Condition: " + name, "Conditions: {" + text + "}\n");
  };
  EXPECT_EQ(conditions("C: !Condition C"),
            "error: Conditions.C.Condition: the condition C depends on itself");
  EXPECT_EQ(conditions("C: !Condition D"),
            "error: Conditions.C.Condition: D is no condition of this template");
  EXPECT_EQ(conditions("C: !Sub x"), "error: Conditions.C: Fn::Sub is no condition");
  EXPECT_EQ(conditions("C: 1"),
            "error: Conditions.C: a condition is one function, such as Fn::Equals");
  EXPECT_EQ(conditions("C: !And []"), "error: Conditions.C.Fn::And: takes [condition, …]");
  EXPECT_EQ(conditions("C: !Not [1, 2]"), "error: Conditions.C.Fn::Not: takes [condition]");
  EXPECT_EQ(conditions("C: !Equals [1]"), "error: Conditions.C.Fn::Equals: takes [value, value]");
  EXPECT_EQ(conditions("C: !Equals [!Ref F, 1]"),
            "error: Conditions.C.Fn::Equals[0].Ref: a condition cannot refer to F");
  EXPECT_EQ(conditions("C: !Equals [1, 1], D: !Equals [!If [C, 1, 2], 1]", "D"),
            "error: Conditions.D.Fn::Equals[0].Fn::If: cannot stand in a condition");
}

TEST_F(EvaluatorTest, ConditionsThatReferToEachOtherHaveALimit) {
  const auto chain = [&](std::size_t conditions_count) {
    std::string text = "Conditions:\n";
    for (std::size_t i = 1; i < conditions_count; ++i) {
      text += fmt::format("  C{}: !Condition C{}\n", i, i + 1);
    }
    return property("Description: a-b\n    Condition: C1",
                    text + fmt::format("  C{}: !Equals [1, 1]\n", conditions_count));
  };
  EXPECT_EQ(chain(base::limits::kConditionDepthMax), kMade);
  EXPECT_THAT(chain(base::limits::kConditionDepthMax + 1),
              HasSubstr("conditions refer to each other over more than 16 steps"));
}

TEST_F(EvaluatorTest, FunctionsNest) {
  std::string text = "a-b";
  for (int i = 0; i < 60; ++i) text = "!Join ['', [" + text + "]]";
  EXPECT_EQ(property("Description: " + text), kMade);
}

TEST_F(EvaluatorTest, WhatFunctionsMakeIsLimited) {
  // 1000 times 100 kB.
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "${P}";
  const std::string sections = "Parameters: {P: {Default: " + std::string(100'000, 'x') + "}}\n";
  static_assert(base::limits::kTemplateTextBytesMax == 67'108'864);
  constexpr std::string_view kMessage = "the functions of this template make more than 67108864";
  EXPECT_THAT(property("Description: !Sub '" + text + "'", sections), HasSubstr(kMessage));
  std::string list;
  for (int i = 0; i < 1000; ++i) list += "!Ref P, ";
  EXPECT_THAT(property("Description: !Join ['', [" + list + "]]", sections), HasSubstr(kMessage));
  EXPECT_THAT(property("Description: !Join [!Ref P, [" + std::string(2000, ',') + "]]", sections),
              HasSubstr("is no text"));
  std::string empty_items;
  for (int i = 0; i < 1000; ++i) empty_items += "'', ";
  EXPECT_THAT(property("Description: !Join [!Ref P, [" + empty_items + "]]", sections),
              HasSubstr(kMessage));
  EXPECT_THAT(property("Description: !Split [x, '" + std::string(1'100'000, 'x') + "']"),
              HasSubstr(kMessage));
}

}  // namespace
}  // namespace flows::offline
