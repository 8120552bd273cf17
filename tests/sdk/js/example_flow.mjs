// Creates and prepares the flow of tests/offline/examples/support.json, runs it with its test alias
// and prints the events as they arrive. `./dev example javascript` runs this.
//
// The SDK finds the emulator by AWS_ENDPOINT_URL_BEDROCK_AGENT and AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME.
// Its packages lie in the folder that FLOWS_JS_MODULES names; an application of yours imports them by name.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.env.FLOWS_JS_MODULES, "package.json"));
const { BedrockAgentClient, CreateFlowCommand, PrepareFlowCommand } = require("@aws-sdk/client-bedrock-agent");
const { BedrockAgentRuntimeClient, InvokeFlowCommand } = require("@aws-sdk/client-bedrock-agent-runtime");

const definition = JSON.parse(readFileSync(new URL("../../offline/examples/support.json", import.meta.url)));
const agent = new BedrockAgentClient();
const runtime = new BedrockAgentRuntimeClient();

const { id: flowIdentifier } = await agent.send(new CreateFlowCommand({
  name: `support-${randomUUID().slice(0, 8)}`,
  executionRoleArn: "arn:aws:iam::123456789012:role/flows", // nobody looks at it here; AWS wants one
  definition,
}));
await agent.send(new PrepareFlowCommand({ flowIdentifier }));

const { responseStream } = await runtime.send(new InvokeFlowCommand({
  flowIdentifier,
  flowAliasIdentifier: "TSTALIASID",
  enableTrace: true,
  inputs: [{ nodeName: "Start", nodeOutputName: "document", content: { document: "REFUND" } }],
}));
for await (const event of responseStream) console.log(JSON.stringify(event)); // each as soon as its node is done
