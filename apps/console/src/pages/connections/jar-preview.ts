import type { Platform } from '@genie-helper/captions/rules';
import type { Connection } from '@genie-helper/client';
import {
  type Cookie,
  CookieJarError,
  type CookieProblem,
  type CookieSummary,
  platformDomains,
  previewCookieJar,
  summarizeCookies,
} from '@genie-helper/cookie-jars/preview';
import { punctuate } from './field-problems.ts';

/** What a file with cookies turned out to be. No problem quotes the value of a cookie. */
export type JarPreview =
  | {
      kind: 'read';
      cookies: readonly Cookie[];
      summary: CookieSummary;
      /** What is wrong with cookies that can be left out, the first 20 of it. */
      problems: string[];
      /** How many those are. */
      skipped: number;
      /** Whether it had to be told whose they are. */
      isSiteGiven: boolean;
    }
  /** The cookies name no site: it has to be told whose they are. */
  | { kind: 'without site' }
  | { kind: 'unreadable'; problems: string[] };

/**
 * Reads a file with cookies as the server will.
 *
 * @param platform whose cookies they are, where they name no site
 * @param now in milliseconds since 1970
 */
export function previewJar(text: string, platform: Platform | undefined, now: number): JarPreview {
  const where = platform === undefined ? {} : { site: platformDomains[platform][0] };
  try {
    const { cookies, skipped } = previewCookieJar(text, { ...where, skipInvalid: true });
    const problems = skipped === 0 ? [] : problemsIn(text, where);
    const summary = summarizeCookies(cookies, now);
    const isSiteGiven = platform !== undefined;
    return { kind: 'read', cookies, summary, problems, skipped, isSiteGiven };
  } catch (error) {
    if (!(error instanceof CookieJarError)) throw error;
    if (error.needsSite) return { kind: 'without site' };
    return { kind: 'unreadable', problems: error.problems.map(problemMessage) };
  }
}

function problemsIn(text: string, where: { site?: string }): string[] {
  try {
    previewCookieJar(text, where);
    return [];
  } catch (error) {
    if (!(error instanceof CookieJarError)) throw error;
    return error.problems.map(problemMessage);
  }
}

function problemMessage({ at, field, message }: CookieProblem): string {
  if (at === undefined) return punctuate(message);
  const place = 'line' in at ? `Line ${at.line}` : `Cookie ${at.index + 1}`;
  return punctuate(`${[place, ...(field === undefined ? [] : [field])].join(', ')}: ${message}`);
}

/**
 * The connection that the cookies of a file are for, where there can be no doubt.
 *
 * @returns undefined where none or several are on the platform that has the most cookies in it
 */
export function matchConnection(
  connections: readonly Connection[],
  { platforms }: CookieSummary,
): Connection | undefined {
  const [first] = [...platforms].sort(([, one], [, other]) => other - one);
  // A file of no platform may be for the only connection; it's asked about before it's stored.
  if (first === undefined) return connections.length === 1 ? connections[0] : undefined;
  const matching = connections.filter(({ platform }) => platform === first[0]);
  return matching.length === 1 ? matching[0] : undefined;
}
