/** The last lines that a process wrote, oldest first, readable: of a JSON log only the messages. */
export interface LastLines {
  add(line: string): void;
  all(): string[];
}

/** @param limit how many lines are kept */
export function createLastLines(limit: number): LastLines {
  const lines: string[] = [];
  return {
    add(line) {
      if (line.trim() === '') return;
      lines.push(line);
      if (lines.length > limit) lines.shift();
    },
    all: () => lines.map(messageOf),
  };
}

function messageOf(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const entry: unknown = JSON.parse(line);
    const isEntry = typeof entry === 'object' && entry !== null && 'msg' in entry;
    return isEntry ? String(entry.msg) : line;
  } catch {
    return line;
  }
}
