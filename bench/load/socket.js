// One Socket.IO connection in raw frames: the fewest steps between the wire and a counter, so that the load costs little.
import WebSocket from "ws";

const PING = 0x32; // "2" of Engine.IO
const BRACKET = 0x5b;
const GOOD = Buffer.from('[{"ok":true');
const PATIENCE_MS = 30_000;
const LOOPBACKS = 8;
let opened = 0;

// One address has some 28,000 ports for outgoing connections: they take turns on several.
const nextAddress = () => `127.0.0.${(opened++ % LOOPBACKS) + 2}`;

/** `onEvent(frame)` gets every event as it came; acknowledgements go to whoever asked. */
export class Socket {
  constructor(url, namespace, auth) {
    this.namespace = namespace === "/" ? "" : `${namespace},`;
    this.auth = auth;
    this.eventHead = Buffer.from(`42${this.namespace}["event",`);
    this.ackAt = 2 + this.namespace.length;
    this.waiting = new Map();
    this.nextId = 0;
    this.onEvent = () => {};
    this.onClose = () => {};
    this.url = `${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
  }

  /** Resolves once the namespace has accepted us. */
  connect() {
    return new Promise((resolve, reject) => {
      this.ws = new WebSocket(this.url, {
        perMessageDeflate: false,
        skipUTF8Validation: true,
        localAddress: nextAddress(),
      });
      setTimeout(() => reject(new Error("nobody answered the connect")), PATIENCE_MS).unref();
      this.ws.on("error", reject);
      this.ws.on("close", (code) => {
        reject(new Error(`closed with ${code}`));
        this.onClose(code);
      });
      this.ws.on("message", (frame) => this.receive(frame, resolve, reject));
    });
  }

  receive(frame, joined, refused) {
    if (frame[0] === PING) this.ws.send("3");
    else if (frame[0] === 0x30) this.ws.send(`40${this.namespace}${JSON.stringify(this.auth)}`);
    else if (frame[0] !== 0x34) return;
    else if (frame[1] === 0x33) this.settle(frame);
    else if (frame[1] === 0x32) {
      if (frame.compare(this.eventHead, 0, this.eventHead.length, 0, this.eventHead.length) === 0) this.onEvent(frame);
    } else if (frame[1] === 0x30) joined(this);
    else refused(new Error(frame.toString()));
  }

  settle(frame) {
    let id = 0;
    let at = this.ackAt;
    for (; frame[at] !== BRACKET; at++) id = id * 10 + frame[at] - 0x30;
    const answered = this.waiting.get(id);
    this.waiting.delete(id);
    answered?.(frame.compare(GOOD, 0, GOOD.length, at, at + GOOD.length) === 0, frame, at);
  }

  /** `answered(good, frame, at)`: the answer is the JSON of the frame from `at` on. */
  emit(name, payload, answered) {
    const id = this.nextId++;
    this.waiting.set(id, answered);
    this.ws.send(`42${this.namespace}${id}["${name}",${payload}]`);
  }

  /** For what happens before measuring; rejects what was refused. */
  ask(name, payload) {
    return new Promise((resolve, reject) => {
      this.emit(name, JSON.stringify(payload), (good, frame, at) => {
        if (good) resolve(JSON.parse(frame.subarray(at))[0]);
        else reject(new Error(`${name}: ${frame}`));
      });
    });
  }

  close() {
    this.onClose = () => {};
    this.ws._socket?.resetAndDestroy();
  }
}
