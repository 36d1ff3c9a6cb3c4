/**
 * What was wrong with Redis, in a word or two for the log: the system's code, such as ECONNREFUSED, or the first word
 * of Redis's own refusal, such as NOAUTH. Nothing else of it: the rest may hold an address or a key.
 */
export function redisErrorWord(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  const code = 'code' in error ? String(error.code) : '';
  const [word] = /^[A-Z_]{3,}\b/.exec(code) ?? /^[A-Z]{3,}\b/.exec(error.message) ?? [];
  return word ?? 'no answer';
}
