// Invokes a flow with the AWS SDK for JavaScript and prints each event as a line of JSON.
//   node invoke.mjs ENDPOINT FLOW ALIAS NODE DOCUMENT-AS-JSON
// The SDK lies in the folder that FLOWS_JS_MODULES names.
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.env.FLOWS_JS_MODULES, "package.json"));
const { BedrockAgentRuntimeClient, InvokeFlowCommand } = require("@aws-sdk/client-bedrock-agent-runtime");

const [endpoint, flowIdentifier, flowAliasIdentifier, nodeName, document] = process.argv.slice(2);
const client = new BedrockAgentRuntimeClient({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
const command = new InvokeFlowCommand({
  flowIdentifier,
  flowAliasIdentifier,
  enableTrace: true,
  inputs: [{ nodeName, nodeOutputName: "document", content: { document: JSON.parse(document) } }],
});
try {
  const answer = await client.send(command);
  for await (const event of answer.responseStream) console.log(JSON.stringify(event));
} catch (error) {
  console.log(JSON.stringify({ exception: error.name, message: error.message }));
} finally {
  // The SDK leaves a stream that ended by an exception unread, and its connection keeps Node alive.
  client.destroy();
}
