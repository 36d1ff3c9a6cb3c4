/** Variables without those that are empty, which mean the same as none: `NAME=` in a file, or `NAME= command`. */
export function withoutEmpty(
  texts: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(texts)) {
    if (value !== undefined && value !== '') set[name] = value;
  }
  return set;
}
