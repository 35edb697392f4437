// What somebody has changed and not saved yet, and how it goes onto a version that another has saved meanwhile.
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The newest version, with what I changed in mine; for what both changed, mine stands, since I am asked before. */
export function rebase<T extends object>(base: T, mine: T, newest: T): T {
  const changed = (Object.keys(mine) as (keyof T)[]).filter((name) => !same(mine[name], base[name]));
  const kept = Object.fromEntries(changed.filter((name) => name !== "revision").map((name) => [name, mine[name]]));
  return { ...newest, ...kept };
}
