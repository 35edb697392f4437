// Names for things that must be recognised when they are sent a second time.

/** Not randomUUID: pages on plain http don't have it. */
export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
