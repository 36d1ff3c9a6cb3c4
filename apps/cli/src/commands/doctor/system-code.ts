/** Why a connection failed, in a word that holds nothing of its address: ECONNREFUSED, TIMEOUT, a TLS code, … */
export function systemCodeOf(error: unknown): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'TimeoutError' || cause.name === 'AbortError') return 'TIMEOUT';
    if (cause instanceof AggregateError && cause.errors.length > 0) {
      return systemCodeOf(cause.errors[0]);
    }
    if ('code' in cause && /^[A-Z][A-Z0-9_]+$/.test(String(cause.code))) return String(cause.code);
  }
  return 'UNKNOWN';
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name could not be looked up',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  TIMEOUT: 'no answer in time',
  ETIMEDOUT: 'no answer in time',
};

/** The same for people, with the code for those who look it up. */
export function explainCode(code: string): string {
  const word = words[code];
  return word === undefined ? code : `${word}, ${code}`;
}
