/** One thing that is wrong with a cookie jar. `message` holds no value of a cookie. */
export interface CookieProblem {
  /** In which line of the text, from 1, or which cookie of the list, from 0; absent: the jar itself. */
  at?: { line: number } | { index: number };
  /** Which field of the cookie. */
  field?: string;
  /** Completes "The cookie …". */
  message: string;
}

const maxProblems = 20;

/** A cookie jar that is refused. `problems` has the first 20 of all that is wrong. */
export class CookieJarError extends Error {
  override readonly name = 'CookieJarError';
  readonly code = 'cookie_jar.malformed';
  readonly problems: readonly CookieProblem[];

  constructor(problems: readonly CookieProblem[]) {
    super('The cookie jar is malformed.');
    this.problems = problems.slice(0, maxProblems);
  }
}
