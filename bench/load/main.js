// The load as a process of its own: one JSON line a command in, one JSON line an answer out; ends with its input.
import { createInterface } from "node:readline";
import { Crowd } from "./crowd.js";

const crowd = new Crowd();
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, ...details } = JSON.parse(line);
  try {
    say({ ok: true, ...(await crowd[name](details)) });
  } catch (error) {
    say({ ok: false, error: String(error) });
  }
}
process.exit(0);
