import { GenieError } from '@genie-helper/client';

/**
 * The problems that a refused request had, as sentences for the fields of a form.
 *
 * @param fields the API's names of the fields that the form shows
 * @returns by field, one each at most; `others`: about fields that the form doesn't have, or places inside one; undefined
 *   where the failure isn't about fields
 */
export function fieldProblemsOf<Field extends string>(error: unknown, fields: readonly Field[]) {
  const details = error instanceof GenieError ? (error.details ?? []) : [];
  if (details.length === 0) return undefined;
  const problems: { fields: Partial<Record<Field, string>>; others: string[] } = {
    fields: {},
    others: [],
  };
  for (const { path, message } of details) {
    const field = fields.find((name) => name === path);
    if (field !== undefined) problems.fields[field] ??= punctuate(message);
    else problems.others.push(punctuate(`${path.replaceAll('/', ', ')}: ${message}`));
  }
  return problems;
}

/** What is wrong with a cookie file, place by place: "Cookie 4, domain: must be a host name."; undefined where nothing is. */
export function cookieProblemsOf(error: unknown): string[] | undefined {
  const details = error instanceof GenieError ? (error.details ?? []) : [];
  const problems = details.flatMap(({ path, message }) => {
    const [subject, index, ...rest] = path.split('/');
    if (subject !== 'cookies') return [];
    if (index === undefined) return [punctuate(message)];
    const place = [`Cookie ${Number(index) + 1}`, ...rest].join(', ');
    return [punctuate(`${place}: ${message}`)];
  });
  return problems.length > 0 ? problems : undefined;
}

/** With a capital letter and a full stop. */
export function punctuate(text: string): string {
  const [first = ''] = text;
  const capitalized = first.toUpperCase() + text.slice(first.length);
  return /[.!?]$/.test(capitalized) ? capitalized : `${capitalized}.`;
}

/** Reads credentials that somebody writes as JSON. No problem quotes the text: it is secret. */
export function readFreeFields(
  text: string,
): { ok: true; value: Record<string, unknown> } | { ok: false; problem: string } {
  if (text.trim() === '') return { ok: false, problem: 'Write at least one field.' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'This is no JSON. Names and texts stand in double quotes.' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, problem: 'This has to be a JSON object, in curly brackets.' };
  }
  if (Object.keys(value).length === 0) return { ok: false, problem: 'Write at least one field.' };
  return { ok: true, value: value as Record<string, unknown> };
}
