// Peer C: our own design in Node. One Lua act appends and numbers, a tail of the stream delivers, nothing else is done.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createClient } from "redis";
import { Server } from "socket.io";

const APPEND = readFileSync(new URL("append.lua", import.meta.url), "utf8");
const SHA = createHash("sha1").update(APPEND).digest("hex");
const WAIT_MS = 1000;

const redis = createClient({ url: process.env.REDIS_URL });
const reader = redis.duplicate();
await Promise.all([redis.connect(), reader.connect()]);
await redis.scriptLoad(APPEND);

const server = createServer();
const io = new Server(server);

io.on("connection", (socket) => {
  const { conversation, agent } = socket.handshake.auth;
  socket.join(agent ? "agents" : conversation);

  socket.on("send", async ({ client_id, text }, acknowledge) => {
    try {
      const [seq, ts] = await redis.evalSha(SHA, {
        keys: [
          `c:{x}:session:${conversation}`,
          `c:{x}:log:${conversation}`,
          "c:{x}:firehose",
          `c:{x}:sent:${conversation}`,
          "c:{x}:open",
        ],
        arguments: [
          conversation,
          client_id,
          JSON.stringify({ client_id, text, author: { type: "visitor", id: conversation } }),
        ],
      });
      acknowledge({ ok: true, seq, ts });
    } catch {
      acknowledge({ ok: false });
    }
  });
});

async function deliver() {
  let [{ id } = { id: "0-0" }] = await reader.xRevRange("c:{x}:firehose", "+", "-", { COUNT: 1 });
  for (;;) {
    const read = await reader.xRead({ key: "c:{x}:firehose", id }, { BLOCK: WAIT_MS, COUNT: 512 });
    for (const { id: entry, message } of read?.[0].messages ?? []) {
      id = entry;
      io.to(message.s).to("agents").emit("event", JSON.parse(message.e));
    }
  }
}

server.listen(Number(process.env.PORT), "127.0.0.1");
await deliver();
