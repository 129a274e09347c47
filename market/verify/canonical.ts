/** Deeper than any entry; a line of a million brackets must not exhaust the stack. */
const MAX_DEPTH = 32;

/**
 * The canonical text of a parsed JSON value (docs/journal.md, "Canonical bytes"). Null when it has none: a number that is no
 * safe integer, a lone surrogate, or nesting deeper than 32.
 */
export function canonicalOf(value: unknown, depth = 0): string | null {
  if (depth > MAX_DEPTH) return null;
  if (typeof value === 'string') return value.isWellFormed() ? JSON.stringify(value) : null;
  // Minus zero is written 0.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? `${value}` : null;
  if (typeof value === 'boolean') return `${value}`;
  if (value === null) return 'null';
  if (typeof value !== 'object') return null;
  const parts: string[] = [];
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) {
      const text = canonicalOf(item, depth + 1);
      if (text === null) return null;
      parts.push(text);
    }
    return `[${parts.join(',')}]`;
  }
  const members = value as Readonly<Record<string, unknown>>;
  // The default order of sort() is that of UTF-16 code units, which is the one RFC 8785 asks for.
  for (const name of Object.keys(members).sort()) {
    const text = canonicalOf(members[name], depth + 1);
    if (text === null || !name.isWellFormed()) return null;
    parts.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${parts.join(',')}}`;
}
