// Writes <name>.hex for each case of cases.json with the encoder of an AWS SDK, so that our own is
// compared with somebody else's. Run it in a folder where the two packages are installed:
//
//   npm install @smithy/eventstream-codec @smithy/util-utf8
//   node make_frames.mjs <this folder>
//
// A file holds one line of hexadecimal digits. For a case with "repeat" it holds three: what comes
// before the payload, the word "payload", and what comes after it.

import { EventStreamCodec } from "@smithy/eventstream-codec";
import { fromUtf8, toUtf8 } from "@smithy/util-utf8";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? ".";
const codec = new EventStreamCodec(toUtf8, fromUtf8);
const text = (value) => ({ type: "string", value });
const hex = (bytes) => Buffer.from(bytes).toString("hex");

for (const one of JSON.parse(readFileSync(join(folder, "cases.json"), "utf8"))) {
  const payload = one.payload + (one.repeat ?? "").repeat(one.times ?? 0) + (one.end ?? "");
  const body = fromUtf8(payload);
  const frame = codec.encode({
    headers: {
      [`:${one.kind}-type`]: text(one.type),
      ":content-type": text("application/json"),
      ":message-type": text(one.kind),
    },
    body,
  });
  const begin = frame.length - 4 - body.length;
  const lines = one.repeat
    ? [hex(frame.subarray(0, begin)), "payload", hex(frame.subarray(frame.length - 4))]
    : [hex(frame)];
  writeFileSync(join(folder, `${one.name}.hex`), lines.join("\n") + "\n");
}
