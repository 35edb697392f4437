import { expect, test } from "vitest";
import { event } from "./fixtures.test-data";
import { append, catchUp, EMPTY_LOG, firstSeq, hasGap, lastSeq, prepend, reachesStart } from "./log";

const seqs = (events: { seq: number }[]) => events.map(({ seq }) => seq);
const filled = (...numbers: number[]) =>
  catchUp(
    EMPTY_LOG,
    numbers.map((seq) => event(seq)),
  );

test("events are appended in the order of their seq", () => {
  const log = append(append(filled(1), event(2)), event(3));
  expect(seqs(log.events)).toEqual([1, 2, 3]);
});

test("an event that is known already changes nothing", () => {
  const log = filled(1, 2, 3);
  expect(append(log, event(2))).toBe(log);
});

test("an event above a hole waits until the hole is filled", () => {
  const torn = append(append(filled(1, 2), event(5)), event(4));
  expect(hasGap(torn)).toBe(true);
  expect(seqs(torn.events)).toEqual([1, 2]);
  const whole = append(torn, event(3));
  expect(seqs(whole.events)).toEqual([1, 2, 3, 4, 5]);
  expect(hasGap(whole)).toBe(false);
});

test("an answer to watch fills the hole and drops what is doubled", () => {
  const torn = append(filled(1, 2), event(5));
  const whole = catchUp(torn, [event(2), event(4), event(3), event(5)]);
  expect(seqs(whole.events)).toEqual([1, 2, 3, 4, 5]);
  expect(hasGap(whole)).toBe(false);
});

test("an answer in parts leaves the later hole open", () => {
  const torn = append(filled(1), event(9));
  const part = catchUp(torn, [event(2), event(3)]);
  expect(lastSeq(part)).toBe(3);
  expect(hasGap(part)).toBe(true);
});

test("a first answer may begin anywhere", () => {
  const log = filled(40, 41);
  expect(firstSeq(log)).toBe(40);
  expect(reachesStart(log)).toBe(false);
});

test("a reset replaces what was known, also what was ahead", () => {
  const torn = append(filled(1, 2, 3), event(9));
  const log = catchUp(torn, [event(1, { text: "khác" })], true);
  expect(log.events).toEqual([event(1, { text: "khác" })]);
  expect(hasGap(log)).toBe(false);
});

test("an answer that doesn't touch the log replaces it rather than leave a hole", () => {
  expect(seqs(catchUp(filled(1, 2), [event(600), event(601)]).events)).toEqual([600, 601]);
});

test("older pages go in front, once", () => {
  const log = prepend(filled(4, 5), [event(2), event(3), event(4)]);
  expect(seqs(log.events)).toEqual([2, 3, 4, 5]);
  expect(prepend(log, [event(3)])).toBe(log);
});

test("any order of arrival, with doubles, ends in the same log", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    let state = seed;
    const random = (below: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    const arrivals = Array.from({ length: 40 }, () => 1 + random(12));
    let log = filled(1);
    for (const seq of arrivals) log = append(log, event(seq));
    log = catchUp(log, Array.from({ length: 12 }, (_, index) => event(index + 1)).slice(lastSeq(log)));
    expect(seqs(log.events)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(log.ahead).toEqual([]);
  }
});
