const levelNames: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** Turns one line of Directus's JSON log into `level: message`; gives other lines back unchanged. */
export function readableLogLine(line: string): string {
  const entry = parseEntry(line);
  if (entry === undefined) return line;
  const level = typeof entry.level === 'number' ? levelNames[entry.level] : undefined;
  const message = typeof entry.msg === 'string' ? entry.msg : errorMessage(entry.err);
  if (message === undefined) return line;
  return level === undefined ? message : `${level}: ${message}`;
}

function parseEntry(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function errorMessage(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('message' in error)) return undefined;
  return typeof error.message === 'string' ? error.message : undefined;
}
