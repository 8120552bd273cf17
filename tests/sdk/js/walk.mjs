// Walks the lists of the control plane with the paginators of the AWS SDK for JavaScript and prints
// one line of JSON for each page size: the list's name to what identifies each item, in the order
// they came.
//   node walk.mjs ENDPOINT FLOW PAGE-SIZE...
// WALK_ACCESS_KEY and WALK_SECRET_KEY sign, if they are set.
// The SDK lies in the folder that FLOWS_JS_MODULES names.
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.env.FLOWS_JS_MODULES, "package.json"));
const sdk = require("@aws-sdk/client-bedrock-agent");

const [endpoint, flowIdentifier, ...pageSizes] = process.argv.slice(2);
const client = new sdk.BedrockAgentClient({
  endpoint,
  region: "us-east-1",
  credentials: {
    accessKeyId: process.env.WALK_ACCESS_KEY ?? "local",
    secretAccessKey: process.env.WALK_SECRET_KEY ?? "local",
  },
});

async function walk(pageSize, paginate, list, identify, input = {}) {
  const found = [];
  for await (const page of paginate({ client, pageSize: Number(pageSize) }, input)) {
    found.push(...page[list].map(identify));
  }
  return found;
}

const byId = (item) => item.id;
const byVersion = (item) => item.version;
for (const size of pageSizes) {
  const input = { flowIdentifier };
  console.log(JSON.stringify({
    flows: await walk(size, sdk.paginateListFlows, "flowSummaries", byId),
    prompts: await walk(size, sdk.paginateListPrompts, "promptSummaries", byId),
    versions: await walk(size, sdk.paginateListFlowVersions, "flowVersionSummaries", byVersion, input),
    aliases: await walk(size, sdk.paginateListFlowAliases, "flowAliasSummaries", byId, input),
  }));
}
