// Plays the official client for the contract suite: one JSON line a command in, one JSON line an answer or a push out.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(process.argv[2]);
const { io } = require("socket.io-client");
const sockets = new Map();
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const commands = {
  connect({ id, socket: number, url, options }) {
    const socket = io(url, { forceNew: true, reconnectionDelay: 20, reconnectionDelayMax: 100, ...options });
    let answered = false;
    const answer = (outcome) => {
      if (!answered) say({ id, ...outcome });
      answered = true;
    };
    sockets.set(number, socket);
    socket.onAny((name, payload) => say({ socket: number, push: name, payload }));
    socket.on("connect", () => {
      say({ socket: number, state: "connected" });
      answer({ ok: true });
    });
    socket.on("disconnect", (reason) => say({ socket: number, state: "disconnected", reason }));
    socket.on("connect_error", (error) => answer({ ok: false, message: error.message, data: error.data ?? null }));
  },
  emit({ id, socket, name, args, timeout }) {
    if (!sockets.has(socket)) return say({ id, ok: false });
    sockets.get(socket).timeout(timeout).emit(name, ...args, (error, ack) => say({ id, ok: !error, ack }));
  },
  transport({ id, socket }) {
    say({ id, ok: true, transport: sockets.get(socket).io.engine?.transport?.name ?? null });
  },
  // The line goes dead without a goodbye, as in a tunnel; the client notices and comes back by itself.
  drop({ id, socket }) {
    const transport = sockets.get(socket).io.engine?.transport;
    if (transport?.ws) transport.ws.terminate();
    else transport?.onError("the line went dead");
    say({ id, ok: true });
  },
  close({ id, socket }) {
    sockets.get(socket)?.disconnect();
    sockets.delete(socket);
    say({ id, ok: true });
  },
};

// JSON has no bytes: {"$bytes": 3} stands for three of them.
const revive = (_key, value) => (value?.$bytes ? Buffer.alloc(value.$bytes) : value);

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line, revive);
  commands[command.do](command);
}
process.exit(0);
