// Starts an asynchronous execution, polls it to its end, lists executions and pages through its
// events, stops another one that waits, and reads a snapshot. Prints one line of JSON.
//   node executions.mjs ENDPOINT FLOW WAITING-FLOW
// The SDK lies in the folder that FLOWS_JS_MODULES names.
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.env.FLOWS_JS_MODULES, "package.json"));
const sdk = require("@aws-sdk/client-bedrock-agent-runtime");

const [endpoint, flowIdentifier, waitingFlow] = process.argv.slice(2);
const client = new sdk.BedrockAgentRuntimeClient({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
const flowAliasIdentifier = "TSTALIASID";

async function start(flow, flowExecutionName) {
  const inputs = [{ nodeName: "Start", nodeOutputName: "document", content: { document: "x" } }];
  const answer = await client.send(new sdk.StartFlowExecutionCommand({
    flowIdentifier: flow, flowAliasIdentifier, flowExecutionName, inputs,
  }));
  return answer.executionArn;
}

function identify(flow, executionIdentifier) {
  return { flowIdentifier: flow, flowAliasIdentifier, executionIdentifier };
}

async function poll(execution) {
  for (;;) {
    const found = await client.send(new sdk.GetFlowExecutionCommand(execution));
    if (found.status !== "Running") return found;
  }
}

async function events(execution, eventType) {
  const found = [];
  const input = { ...execution, eventType };
  for await (const page of sdk.paginateListFlowExecutionEvents({ client, pageSize: 2 }, input)) {
    found.push(...page.flowExecutionEvents.map((event) => Object.keys(event)[0]));
  }
  return found;
}

const arn = await start(flowIdentifier, "first");
const execution = identify(flowIdentifier, "first");
const ended = await poll(execution);
await start(flowIdentifier, "second");
const listed = [];
for await (const page of sdk.paginateListFlowExecutions({ client, pageSize: 1 }, { flowIdentifier })) {
  listed.push(...page.flowExecutionSummaries.map((row) => row.executionArn.split("/").pop()));
}
await start(waitingFlow, "waits");
const stopped = await client.send(new sdk.StopFlowExecutionCommand(identify(waitingFlow, "waits")));
const snapshot = await client.send(new sdk.GetExecutionFlowSnapshotCommand(execution));
const refused = await start(flowIdentifier, "first").catch((error) => error.name);
console.log(JSON.stringify({
  arn,
  status: ended.status,
  took: ended.endedAt >= ended.startedAt,
  listed,
  flowEvents: await events(execution, "Flow"),
  nodeEvents: await events(execution, "Node"),
  stopped: stopped.status,
  definition: JSON.parse(snapshot.definition),
  version: snapshot.flowVersion,
  refused,
}));
