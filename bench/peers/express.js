// Peers A and A2: Express, Socket.IO and MongoDB as tutorials give them; with REDIS_URL also the Redis adapter.
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import express from "express";
import { MongoClient } from "mongodb";
import { createClient } from "redis";
import { Server } from "socket.io";

const mongo = await new MongoClient(process.env.MONGO_URL).connect();
const messages = mongo.db(process.env.MONGO_DB).collection("messages");
await messages.createIndex({ conversation: 1, ts: 1 });

const app = express();
const server = createServer(app);
const io = new Server(server);

if (process.env.REDIS_URL) {
  const publisher = createClient({ url: process.env.REDIS_URL });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);
  io.adapter(createAdapter(publisher, subscriber));
}

app.get("/messages/:conversation", async (request, response) => {
  const { conversation } = request.params;
  response.json(await messages.find({ conversation }).sort({ ts: 1 }).limit(50).toArray());
});

io.on("connection", (socket) => {
  const { conversation, agent } = socket.handshake.auth;
  socket.join(agent ? "agents" : conversation);

  socket.on("send", async ({ client_id, text }, acknowledge) => {
    try {
      const message = { conversation, client_id, text, ts: new Date() };
      await messages.insertOne(message);
      io.to(conversation).to("agents").emit("event", message);
      acknowledge({ ok: true, id: message._id, ts: message.ts });
    } catch {
      acknowledge({ ok: false });
    }
  });
});

server.listen(Number(process.env.PORT), "127.0.0.1");
