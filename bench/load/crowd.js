// Visitors who write and agents who read: connects them, keeps them writing, and counts what comes back.
import { Socket } from "./socket.js";

const TEXT = "Dạ chị ơi cho em hỏi áo này còn size M màu xanh không ạ, em lấy hai cái";
const RARELY = 10; // so many messages bring one word that nobody wrote before, as in the archive that is searched
const AT_ONCE = 32;
const LISTENERS = 5; // agents whose deliveries are timed: reading every frame would cost the load more than sending

/** `act` on every item, a few at a time. */
export async function each(items, act) {
  const queue = items.entries();
  const work = async () => {
    for (const [index, item] of queue) await act(item, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

export class Crowd {
  constructor() {
    this.visitors = [];
    this.agents = [];
    this.run = Math.random().toString(36).slice(2, 8);
    this.sent = 0;
    this.flowing = false;
    this.readers = 0; // deliveries that one message causes
    this.total = { acked: 0, refused: 0, delivered: 0, closed: 0 };
    this.latencies = [];
    this.travels = [];
    this.timed = false;
    this.due = new Map();
    this.refusal = undefined; // the first one: it tells what the others are about
  }

  /** People are `{url, namespace, auth, calls: [[event, payload], …]}`: the calls are made once they are connected. */
  async join({ visitors = [], agents = [], readers }) {
    this.readers = readers;
    await each(visitors, async (person) => this.visitors.push(await this.connect(person)));
    await each(agents, async (person) => this.agents.push(await this.connect(person)));
    for (const [index, agent] of this.agents.entries()) {
      agent.onEvent = index < LISTENERS ? (frame) => this.listen(frame) : () => this.total.delivered++;
    }
    return { visitors: this.visitors.length, agents: this.agents.length };
  }

  async connect({ url, namespace, auth, calls = [] }) {
    const socket = new Socket(url, namespace, auth);
    await socket.connect();
    socket.onClose = () => this.total.closed++;
    for (const [name, payload] of calls) await socket.ask(name, payload);
    return socket;
  }

  listen(frame) {
    this.total.delivered++;
    if (!this.timed) return;
    const client = JSON.parse(frame.subarray(frame.indexOf("["))).at(1).client_id;
    const since = this.due.get(client);
    if (since !== undefined) this.travels.push(performance.now() - since);
  }

  send(visitor, then) {
    const client = `${this.run}-${this.sent++}`;
    const began = performance.now();
    if (this.timed) this.due.set(client, began);
    const text = this.sent % RARELY ? TEXT : `${TEXT} ${this.sent}`;
    visitor.emit("send", `{"client_id":"${client}","text":"${text}"}`, (good, frame) => {
      if (good) this.total.acked++;
      else this.refuse(frame);
      this.latencies.push(performance.now() - began);
      then?.();
    });
  }

  refuse(frame) {
    this.total.refused++;
    this.refusal ??= frame.toString();
  }

  /** Every visitor keeps so many messages under way. */
  flood({ in_flight }) {
    this.flowing = true;
    for (const visitor of this.visitors) {
      const again = () => {
        if (this.flowing) this.send(visitor, again);
      };
      for (let count = 0; count < in_flight; count++) again();
    }
    return {};
  }

  /** So many a second, whoever's turn it is, whether or not the ones before are answered. */
  pace({ rate, timed = false, writers = this.visitors.length }) {
    const began = performance.now();
    let count = 0;
    this.timed = timed;
    this.flowing = true;
    const tick = () => {
      if (!this.flowing) return;
      for (const due = ((performance.now() - began) * rate) / 1000; count < due; count++) {
        this.send(this.visitors[count % writers]);
      }
      setTimeout(tick, 1);
    };
    tick();
    return {};
  }

  /** What was counted so far, and the times since the last mark. */
  mark() {
    const marked = { ...this.total, sent: this.sent, ack: spread(this.latencies), travel: spread(this.travels) };
    this.latencies = [];
    this.travels = [];
    return marked;
  }

  /** Ends the writing, waits until everything has come, and says what has not. */
  async settle({ patience_s = 30 }) {
    this.flowing = false;
    const late = performance.now() + patience_s * 1000;
    const missing = () => ({
      acks: this.sent - this.total.acked - this.total.refused,
      deliveries: this.total.acked * this.readers - this.total.delivered,
    });
    while ((missing().acks > 0 || missing().deliveries > 0) && performance.now() < late) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { ...this.total, missing: missing(), refusal: this.refusal ?? null };
  }

  /** So many at once connect, leave, and come again as the next one. */
  async knock({ people, at_once, seconds }) {
    const began = performance.now();
    const end = began + seconds * 1000;
    let joined = 0;
    let next = 0;
    const come = async () => {
      while (performance.now() < end) {
        const socket = await this.connect(people[next++ % people.length]);
        joined++;
        socket.close();
      }
    };
    await Promise.all(Array.from({ length: at_once }, come));
    return { joined, seconds: (performance.now() - began) / 1000 };
  }
}

/** ms */
function spread(values) {
  const sorted = Float64Array.from(values).sort();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}
