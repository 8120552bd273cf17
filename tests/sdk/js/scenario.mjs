// Plays the scenario of ../scenario.json with the AWS SDK for JavaScript.
//   node scenario.mjs ENDPOINT [http1]
// By default the runtime's client speaks HTTP/2; with http1 its NodeHttpHandler speaks HTTP/1.1.
// The SDK lies in the folder that FLOWS_JS_MODULES names.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.env.FLOWS_JS_MODULES, "package.json"));
const control = require("@aws-sdk/client-bedrock-agent");
const runtime = require("@aws-sdk/client-bedrock-agent-runtime");
const { NodeHttpHandler } = require("@smithy/node-http-handler");
const { BedrockAgentClient } = control;
const { BedrockAgentRuntimeClient } = runtime;

const [endpoint, handler] = process.argv.slice(2);
const agent = new BedrockAgentClient({ endpoint });
const http2 = new BedrockAgentRuntimeClient({ endpoint });
const http1 = new BedrockAgentRuntimeClient({ endpoint, requestHandler: new NodeHttpHandler() });
const flows = handler === "http1" ? http1 : http2;
const { handlerProtocol } = flows.config.requestHandler.metadata;
if (handlerProtocol !== (handler === "http1" ? "http/1.1" : "h2")) {
  throw new Error(`this client speaks ${handlerProtocol}`);
}
const { definitions } = JSON.parse(readFileSync(new URL("../scenario.json", import.meta.url)));

const show = (step, seen) => console.log(JSON.stringify({ step, ...seen }));
const call = (operation, input) => agent.send(new control[`${operation}Command`](input));
const run = (operation, input) => flows.send(new runtime[`${operation}Command`](input));

function input(document, node = "Start", port = { nodeOutputName: "document" }) {
  return [{ nodeName: node, content: { document }, ...port }];
}

// What a trace or an event of an execution is, and the node it tells of.
function kind(union) {
  const [[name, value]] = Object.entries(union);
  return `${name} ${value.nodeName}`;
}

async function collect(stream, pick) {
  const found = [];
  for await (const part of stream) found.push(pick(part));
  return found;
}

// The error with which a call must fail, by the type that the SDK has for it.
async function errorOf(type, attempt) {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof type) return error;
    throw error;
  }
  throw new Error(`expected ${type.name}`);
}

function create(name) {
  const executionRoleArn = "arn:aws:iam::123456789012:role/flows";
  return call("CreateFlow", { name, executionRoleArn, definition: definitions[name] });
}

async function controlPlane() {
  const { id: flowIdentifier, arn, status } = await create("greeter");
  show("create", { flow: flowIdentifier, arn, status });
  await call("PrepareFlow", { flowIdentifier });
  show("prepare", { status: (await call("GetFlow", { flowIdentifier })).status });
  const versions = [];
  for (let at = 0; at < 3; ++at) {
    versions.push((await call("CreateFlowVersion", { flowIdentifier })).version);
  }
  show("version", { versions });
  const routingConfiguration = [{ flowVersion: "2" }];
  const made = await call("CreateFlowAlias", { flowIdentifier, name: "live", routingConfiguration });
  const alias = await call("GetFlowAlias", { flowIdentifier, aliasIdentifier: made.id });
  show("alias", { alias: alias.id, version: alias.routingConfiguration[0].flowVersion });
  await call("TagResource", { resourceArn: arn, tags: { team: "travel", stage: "test" } });
  await call("UntagResource", { resourceArn: arn, tagKeys: ["stage"] });
  show("tags", { tags: (await call("ListTagsForResource", { resourceArn: arn })).tags });
  const listing = control.paginateListFlowVersions({ client: agent, pageSize: 2 }, { flowIdentifier });
  const pages = await collect(listing, (page) => page.flowVersionSummaries.map((row) => row.version));
  show("pages", { pages });
  const error = await errorOf(control.ResourceNotFoundException,
    () => call("GetFlow", { flowIdentifier: "AAAAAAAAAA" }));
  const { httpStatusCode, requestId } = error.$metadata;
  show("error", { error: error.name, message: error.message, status: httpStatusCode, request: requestId });
  return { flowIdentifier, flowAliasIdentifier: alias.id };
}

// The execution's ID and the events of one InvokeFlow.
async function invoke(request) {
  const answer = await run("InvokeFlow", request);
  return [answer.executionId, await collect(answer.responseStream, (event) => event)];
}

const only = (events, kind) => events.find((event) => kind in event)[kind];

async function streams(live) {
  const [execution, events] = await invoke({ ...live, enableTrace: true, inputs: input("Ada") });
  const traced = events.filter((event) => event.flowTraceEvent);
  show("invoke", {
    execution,
    traces: traced.map((event) => kind(event.flowTraceEvent.trace)),
    output: only(events, "flowOutputEvent").content.document,
    completion: only(events, "flowCompletionEvent").completionReason,
  });
  const error = await errorOf(runtime.AccessDeniedException,
    () => invoke({ ...live, inputs: input("fail") }));
  show("exception", { error: error.name, message: error.message });
  const { id: flowIdentifier } = await create("travel");
  await call("PrepareFlow", { flowIdentifier });
  const draft = { flowIdentifier, flowAliasIdentifier: "TSTALIASID" };
  const [executionId, asked] = await invoke({ ...draft, inputs: input("Travel") });
  const reply = input("Paris", "Book", { nodeInputName: "agentInputText" });
  const [, ended] = await invoke({ ...draft, executionId, inputs: reply });
  show("conversation", {
    question: only(asked, "flowMultiTurnInputRequestEvent").content.document,
    paused: only(asked, "flowCompletionEvent").completionReason,
    output: only(ended, "flowOutputEvent").content.document,
    completion: only(ended, "flowCompletionEvent").completionReason,
  });
}

async function executions(live) {
  const first = { ...live, executionIdentifier: "first" };
  const start = (flowExecutionName, text) =>
    run("StartFlowExecution", { ...live, flowExecutionName, inputs: input(text) });
  const events = async (eventType) => (await collect(
    runtime.paginateListFlowExecutionEvents({ client: flows, pageSize: 2 }, { ...first, eventType }),
    (page) => page.flowExecutionEvents.map(kind))).flat();
  const { executionArn } = await start("first", "Ada");
  let ended = await run("GetFlowExecution", first);
  while (ended.status === "Running") ended = await run("GetFlowExecution", first);
  await start("second", "Ada");
  const { flowIdentifier } = live;
  const listed = await collect(
    runtime.paginateListFlowExecutions({ client: flows, pageSize: 1 }, { flowIdentifier }),
    (page) => page.flowExecutionSummaries.map((row) => row.executionArn.split("/").pop()));
  const snapshot = await run("GetExecutionFlowSnapshot", first);
  const refused = await errorOf(runtime.ConflictException, () => start("first", "Ada"));
  show("execution", {
    arn: executionArn,
    status: ended.status,
    endsAfterStart: ended.endedAt >= ended.startedAt,
    executions: listed.flat(),
    flowEvents: await events("Flow"),
    nodeEvents: await events("Node"),
    version: snapshot.flowVersion,
    definition: snapshot.definition,
    refused: refused.name,
  });
  await start("third", "wait");
  const stopped = await run("StopFlowExecution", { ...live, executionIdentifier: "third" });
  show("stop", { status: stopped.status });
}

const live = await controlPlane();
await streams(live);
await executions(live);
