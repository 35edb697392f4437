// Weighs the JavaScript that has to arrive before an agent sees the inbox, and fails when it is more than we allow.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 180;
const FIRST = ["index.html", "src/app/workspace.tsx"];
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

function filesOf(name, found = new Map()) {
  const chunk = manifest[name];
  if (!chunk) throw new Error(`${name} is not in the build: run the build first`);
  if (found.has(chunk.file)) return found;
  found.set(chunk.file, gzipSync(readFileSync(new URL(chunk.file, dist))).length);
  for (const other of chunk.imports ?? []) filesOf(other, found);
  return found;
}

const files = FIRST.reduce((found, name) => filesOf(name, found), new Map());
const total = [...files.values()].reduce((sum, size) => sum + size, 0) / 1000;
for (const [file, size] of files) console.log(`${(size / 1000).toFixed(1).padStart(7)} kB  ${file}`);
console.log(`${total.toFixed(1).padStart(7)} kB  first load, gzip (limit ${LIMIT_KB})`);
process.exitCode = total > LIMIT_KB ? 1 : 0;
