// A server that keeps nothing and looks at nothing: how much the load itself can do on this machine.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const server = createServer((_request, response) => response.end());
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
const agents = new Set();

sockets.on("connection", (socket) => {
  socket.send('0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}');
  socket.on("close", () => agents.delete(socket));
  socket.on("message", (data) => {
    const frame = data.toString();
    if (frame.startsWith("40")) {
      if (frame.includes('"agent"')) agents.add(socket);
      socket.send('40{"sid":"x"}');
    } else if (frame.startsWith("42")) {
      const at = frame.indexOf("[");
      const event = `42["event",${frame.slice(at + 8)}`;
      socket.send(`43${frame.slice(2, at)}[{"ok":true}]`);
      socket.send(event);
      for (const agent of agents) agent.send(event);
    }
  });
});

server.listen(Number(process.env.PORT), "127.0.0.1");
