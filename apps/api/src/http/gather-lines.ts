/**
 * Lines of the log, handed on many at a time: a write a request is most of what logging costs.
 *
 * Guarantees: a line is handed on within a tenth of a second of a running event loop, and before the process exits, by
 * itself or by an error that nobody caught. In their order, and whole.
 * Doesn't guarantee: the last tenth of a second of a process that's killed outright.
 */

const maxWaitMs = 100;

/** No more is kept than a write takes at once, in characters. */
const maxCharacters = 65_536;

/**
 * @param to takes any number of whole lines
 * @returns a destination for pino
 */
export function gatherLines(to: { write(lines: string): void }) {
  let lines = '';
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (lines === '') return;
    const gathered = lines;
    lines = '';
    to.write(gathered);
  }

  process.once('exit', flush);
  return {
    write(line: string): void {
      lines += line;
      if (lines.length >= maxCharacters) flush();
      else timer ??= setTimeout(flush, maxWaitMs).unref();
    },
    flush,
  };
}
