// What is said about the code of InlineCode nodes before anything runs.
#include "offline/code_check.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/limits.h"
#include "offline/hints.h"
#include "support/environment.h"

namespace flows::offline {
namespace {

using base::Json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// "<line> <message> <hint>", one a line.
std::string remarks_on(const std::string& code, std::vector<std::string> inputs = {"document"}) {
  const auto all = check_code({{.code = code, .inputs = std::move(inputs)}});
  if (!all) return "error: " + all.error().message;
  EXPECT_EQ(all->size(), 1U);
  std::string text;
  for (const CodeRemark& remark : all->front()) {
    text += fmt::format("{} {} {}\n", remark.line, remark.message, remark.hint);
  }
  return text;
}

// The definition of a flow, whose node Fix has that code and the input document.
TextDocument flow_with(const std::string& code) {
  const Json node = {
      {"name", "Fix"},
      {"type", "InlineCode"},
      {"configuration", {{"inlineCode", {{"code", code}, {"language", "Python_3"}}}}},
      {"inputs", {{{"name", "document"}, {"type", "String"}, {"expression", "$.data"}}}},
      {"outputs", {{{"name", "response"}, {"type", "String"}}}}};
  const Json definition = {{"nodes", {node}}, {"connections", Json::array()}};
  return {.content = definition, .text = definition.dump(1)};
}

CheckedFile check_document(const TextDocument& document) {
  CheckedFile checked{.file = "f.json", .flows = {{.name = "", .diagnostics = {}}}};
  check_inline_code(Locator(document), {{.definition = document.content}}, checked);
  return checked;
}

TEST(CodeCheck, CodeThatGivesAValueIsFine) {
  for (const char* code :
       {"document.upper()", "result = document\nresult", "'text'", "{'a': document}",
        "def __func():\n    return {'text': document}\n__func()",
        "import json, re, math, datetime\njson.loads(document)",
        "from urllib.parse import quote\nquote(document)",
        "try:\n    import numpy\nexcept ImportError:\n    numpy = None\nnumpy is None",
        "def lambda_handler(event, context):\n    return event\nlambda_handler(document, None)",
        "[word for word in document.split() if (n := len(word)) > 2]",
        "class Box:\n    size = 1\n    double = size * 2\nBox().double",
        "def count():\n    global seen\n    seen = 1\n    return seen\ncount()",
        "from math import *\nsqrt(4)", "try:\n    extra\nexcept NameError:\n    extra = 1\nextra",
        "total = 0\nfor part in document:\n    total += len(part)\ntotal",
        "match document:\n    case {'a': found}:\n        pass\n    case _:\n        found = "
        "1\nfound",
        "def fail():\n    raise ValueError('no')\nfail()",
        "def make(append):\n    return append\nmake(document)"}) {
    EXPECT_EQ(remarks_on(code), "") << code;
  }
}

TEST(CodeCheck, CodeThatOnlyDefinesFunctionsIsToldToCallOne) {
  EXPECT_EQ(
      remarks_on("import json\n\ndef clean(document):\n    return document.strip()\n"),
      "3 The code only defines functions, and nothing calls them. The value of the last line "
      "is the output response. Add one that calls a function, for example clean(document).\n");
  EXPECT_THAT(remarks_on("'''What it does.'''\nclass Box:\n    pass\n"),
              HasSubstr("for example Box()."));
}

TEST(CodeCheck, NoHandlerIsCalled) {
  for (const char* head : {"def lambda_handler(event, context):", "def handler(a, b):",
                           "async def lambda_handler(event, _):", "def main(event, context):"}) {
    EXPECT_THAT(remarks_on(fmt::format("import json\n{}\n    return {{'a': 1}}\n", head)),
                AllOf(StartsWith("2 AWS calls no "), HasSubstr("neither an event nor a context"),
                      Not(HasSubstr("only defines"))))
        << head;
  }
}

TEST(CodeCheck, AReturnStandsInAFunction) {
  EXPECT_EQ(remarks_on("if document:\n    return 1\nreturn document"),
            "2 return stands outside of a function. The value of the last line is the output "
            "response: write it there without return.\n"
            "3 return stands outside of a function. The value of the last line is the output "
            "response: write it there without return.\n");
  EXPECT_THAT(remarks_on("class A:\n    return 1\nA()"), StartsWith("2 return stands outside"));
}

TEST(CodeCheck, TheLastLineIsAnExpressionWithAValue) {
  const std::string_view assigned = "3 The last line assigns result, and the node gives nothing.";
  EXPECT_THAT(remarks_on("\n\nresult = document"),
              AllOf(StartsWith(assigned), HasSubstr("Add a line with result alone.")));
  EXPECT_THAT(remarks_on("result = ''\n\nresult += document"), StartsWith(assigned));
  EXPECT_THAT(remarks_on("\n\nresult: str = document"), StartsWith(assigned));
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"if document:\n    'a'\nelse:\n    'b'", "1 The last statement is an if,"},
      {"for part in document:\n    part", "1 The last statement is a for,"},
      {"try:\n    document\nfinally:\n    pass", "1 The last statement is a try,"},
      {"x = 1\ndef f():\n    return x", "2 The last statement defines f,"},
      {"import json", "1 The last line is no expression,"},
      {"print(document)", "1 The last line prints,"},
      {"None", "1 The value of the last line is None,"},
      {"parts = []\nparts.append(document)", "2 append changes an object and gives None,"},
      {"def main():\n    print(1)\nmain()", "3 main returns nothing,"},
      {"def main():\n    return\nmain()", "3 main returns nothing,"},
      {"def main():\n    return 1\nmain", "3 The last line names main and does not call it."},
      {"async def main():\n    return 1\nmain()", "3 main is asynchronous,"},
      {"def parts():\n    yield 1\nparts()", "3 The call of parts gives a generator,"},
      {"{1, 2}", "1 The value of the last line is a set,"},
      {"lambda: document", "1 The value of the last line is a function,"},
      {"# nothing", "1 The code has no statement."}};
  for (const auto& [code, start] : cases) EXPECT_THAT(remarks_on(code), StartsWith(start)) << code;
}

TEST(CodeCheck, NamesAreInputsOrDefined) {
  EXPECT_EQ(remarks_on("documnt.upper()", {"document", "kind"}),
            "1 The name documnt is neither an input of the node nor defined in the code. document "
            "may be meant. The inputs document and kind are variables of the code.\n");
  EXPECT_EQ(remarks_on("def f():\n    text = 1\n    return text\n\nf() + text", {}),
            "5 The name text is neither an input of the node nor defined in the code. The node has "
            "no inputs.\n");
  EXPECT_THAT(remarks_on("event['document']"), HasSubstr("There is no event, since AWS calls no "
                                                         "handler. The input document is"));
  EXPECT_THAT(remarks_on("class A:\n    def m(self):\n        return limit\nA().m()"),
              StartsWith("3 The name limit is"));
}

TEST(CodeCheck, OnlyPythonsOwnLibraryIsThere) {
  EXPECT_THAT(remarks_on("import boto3, requests\nfrom pandas import DataFrame\n1"),
              AllOf(HasSubstr("1 The module boto3 is not there."),
                    HasSubstr("1 The module requests is not there."),
                    HasSubstr("2 The module pandas is not there.")));
  EXPECT_THAT(remarks_on("import distutils\n1"), StartsWith("1 The module distutils is not there "
                                                            "any more."));
  EXPECT_THAT(remarks_on("def f():\n    import numpy as np\n    return 1\nf()"),
              StartsWith("2 The module numpy is not there."));
  EXPECT_THAT(remarks_on("import importlib\nimportlib.import_module('yaml')\n1"),
              StartsWith("2 The module yaml is not there."));
  EXPECT_THAT(remarks_on("from . import other\n1"), StartsWith("1 . is imported, and there is no "
                                                               "package around the code."));
  for (const char* line : {"import socket", "import urllib.request", "from urllib import request",
                           "from http.client import HTTPSConnection", "import smtplib as s"}) {
    EXPECT_THAT(remarks_on(fmt::format("{}\n1", line)), HasSubstr("the sandbox has no network."))
        << line;
  }
  EXPECT_THAT(remarks_on("import subprocess\n1"), HasSubstr("the sandbox starts no processes."));
}

TEST(CodeCheck, APythonThatListsNoLibraryMissesNoModule) {
  // The program is the argument after "-c".
  const testing::FakePython old(R"(shift 4
program="import sys
del sys.stdlib_module_names
$1"
shift
exec python3 -I -S -B -c "$program" "$@"
)");
  EXPECT_EQ(remarks_on("import json, pandas\njson.loads(document)"), "");
  EXPECT_THAT(remarks_on("import distutils\n1"), StartsWith("1 The module distutils is not there "
                                                            "any more."));
  EXPECT_THAT(remarks_on("import socket\n1"), HasSubstr("the sandbox has no network."));
}

TEST(CodeCheck, CodeThatPythonCannotCompileIsToldWhere) {
  EXPECT_THAT(remarks_on("x = 1\n  y = 2"),
              StartsWith("2 Python cannot compile the code: IndentationError: unexpected indent."));
  EXPECT_THAT(remarks_on("await document"), HasSubstr("'await' outside function"));
  EXPECT_THAT(remarks_on("a\nbreak"), HasSubstr("2 Python cannot compile the code: SyntaxError"));
  EXPECT_THAT(remarks_on("'\xED\xA0\x80'"), Not(StartsWith("error: ")));
}

TEST(CodeCheck, NoCodeIsRun) {
  const testing::TempDir folder;
  const std::string made = folder.file("made").string();
  EXPECT_EQ(remarks_on(fmt::format("open('{}', 'w').write('x')\ndocument", made)), "");
  EXPECT_FALSE(std::filesystem::exists(made));
}

TEST(CodeCheck, CodeThatNestsWithoutEndIsNoTrouble) {
  EXPECT_THAT(remarks_on(std::string(5000, '(') + "1" + std::string(5000, ')')),
              StartsWith("1 Python cannot compile the code: "));
  std::string sum = "1";
  for (int i = 0; i < 100'000; ++i) sum += "+1";
  EXPECT_THAT(remarks_on(sum), StartsWith("1 Python cannot compile the code: RecursionError"));
  std::string names;
  for (int i = 0; i < 1000; ++i) names += fmt::format("n{}\n", i);
  const std::string many = remarks_on(names);
  EXPECT_EQ(std::count(many.begin(), many.end(), '\n'), 20);
}

TEST(CodeCheck, AWarningNamesNodeAndPlace) {
  const TextDocument document = flow_with("x = document");
  const CheckedFile checked = check_document(document);
  ASSERT_EQ(checked.flows[0].diagnostics.size(), 1U);
  const Diagnostic& found = checked.flows[0].diagnostics[0];
  EXPECT_EQ(found.type, kInlineCodeCheck);
  EXPECT_TRUE(is_our_own(found.type));
  EXPECT_EQ(found.severity, model::Severity::kWarning);
  EXPECT_EQ(found.message,
            "Line 1 of the code of Fix: The last line assigns x, and the node gives nothing.");
  EXPECT_EQ(found.pointer, "/nodes/0/configuration/inlineCode/code");
  EXPECT_EQ(found.position.line, 8U);
  EXPECT_EQ(checked.notes, std::vector<std::string>());
}

TEST(CodeCheck, CodeInALoopIsCheckedToo) {
  TextDocument document = flow_with("nothing = 1");
  document.content["nodes"] = {{{"name", "Again"},
                                {"type", "Loop"},
                                {"configuration", {{"loop", {{"definition", document.content}}}}}}};
  document.text = document.content.dump();
  const CheckedFile checked = check_document(document);
  ASSERT_EQ(checked.flows[0].diagnostics.size(), 1U);
  EXPECT_EQ(checked.flows[0].diagnostics[0].pointer,
            "/nodes/0/configuration/loop/definition/nodes/0/configuration/inlineCode/code");
}

TEST(CodeCheck, DefinitionsOfAnyFormAreTaken) {
  for (const char* text :
       {"{}", "[]", R"({"nodes": 1})", R"({"nodes": [1, {"configuration": []}]})",
        R"({"nodes": [{"configuration": {"inlineCode": 1}}]})",
        R"({"nodes": [{"configuration": {"inlineCode": {"code": 7}, "loop": 3}}]})"}) {
    const TextDocument document{.content = *base::parse_json(text), .text = text};
    EXPECT_TRUE(check_document(document).flows[0].diagnostics.empty()) << text;
  }
}

TEST(CodeCheck, WithoutPythonThatIsSaid) {
  const testing::TempDir empty;
  const testing::Variable nowhere("PATH", empty.path().string());
  const CheckedFile checked = check_document(flow_with("x = document"));
  EXPECT_TRUE(checked.flows[0].diagnostics.empty());
  EXPECT_EQ(checked.notes,
            std::vector<std::string>{"the code of InlineCode nodes is not checked: python3 cannot "
                                     "be started: No such file or directory"});
}

TEST(CodeCheck, PythonThatEndsOrTakesTooLongIsNotWaitedFor) {
  {
    const testing::FakePython ends("exit 1");
    EXPECT_EQ(remarks_on("1"), "error: Python ended before it was done");
  }
  const testing::FakePython waits("exec tail -f /dev/null");
  const auto late = check_code({{.code = "1", .inputs = {}}}, std::chrono::milliseconds(50));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().message, "Python took too long");
}

TEST(CodeCheck, CodeThatIsTooLargeForTheCheckIsNotChecked) {
  const CheckedFile checked =
      check_document(flow_with(std::string(base::limits::kCodeRequestBytesMax + 1, '#')));
  ASSERT_EQ(checked.notes.size(), 1U);
  EXPECT_THAT(checked.notes[0], HasSubstr("it takes more than 33554432 bytes"));
}

}  // namespace
}  // namespace flows::offline
