// One window of an agent rings, however many are open: the one that holds this lock.
export function becomeBell(): { rings: () => boolean; stop: () => void } {
  if (!navigator.locks) return { rings: () => true, stop: () => undefined };
  const end = new AbortController();
  let holding = false;
  navigator.locks
    .request("alo-bell", { signal: end.signal }, () => {
      holding = true;
      return new Promise<void>((leave) => end.signal.addEventListener("abort", () => leave()));
    })
    .catch(() => undefined);
  return { rings: () => holding, stop: () => end.abort() };
}
