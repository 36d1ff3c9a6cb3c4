/**
 * What an answer of Directus proves.
 *
 * Guarantees: only JSON that Directus itself would give counts; a 4xx in its own form is a refusal, everything else is
 * an outage. No error here holds a token, a body or Directus's own words.
 */
import type { Dispatcher } from 'undici';

/**
 * An answer of Directus: its `data`, or its refusal with the code that it gave. `setCookies` are the values of its
 * `Set-Cookie`, where there are any; they may hold tokens.
 */
export type DirectusAnswer =
  | { ok: true; status: number; data: unknown; setCookies?: readonly string[] }
  | Refusal;

/** Directus said no, in its own form. */
export interface Refusal {
  ok: false;
  status: number;
  /** Such as RECORD_NOT_UNIQUE. */
  code: string;
  /** Which column it's about, where Directus says so. */
  field: string | undefined;
  /** What a licence of Directus doesn't allow, such as custom_permission_rules_enabled. */
  category?: string;
  /** Directus's own words, which may quote values: for an operator, never for a client. */
  message?: string;
  /** Of a 429 that was asked for: what its `Retry-After` says. */
  retryAfterSeconds?: number;
}

/**
 * Why something can't be had of Directus.
 *
 * `directus.unavailable`: no answer of Directus came: unreachable, too slow, 5xx, 429, a redirect or nonsense ·
 * `directus.refused`: it says no to what it has to do for an administrator · `directus.unexpected`: rows of another
 * form, so the desired state isn't applied. None of them proves anything about what was asked for.
 */
export type DirectusErrorCode = 'directus.unavailable' | 'directus.refused' | 'directus.unexpected';

/** Directus doesn't do what it has to. Message and reason are safe to log. */
export class DirectusError extends Error {
  readonly code: DirectusErrorCode;
  /** In one word: ECONNREFUSED, TIMEOUT, a TLS code, HTTP_503, NOT_JSON, or Directus's code of a refusal. */
  readonly reason: string;
  /** Of a refusal. */
  readonly refusal: Refusal | undefined;

  constructor(
    code: DirectusErrorCode,
    message: string,
    { reason = '', refusal, cause }: { reason?: string; refusal?: Refusal; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'DirectusError';
    this.code = code;
    this.reason = reason;
    this.refusal = refusal;
  }
}

/** A refusal in words for the log. */
export function describeRefusal({ status, code }: Refusal): string {
  return `${status} ${code}${hintOf(status, code)}`;
}

function hintOf(status: number, code: string): string {
  // Directus 12 alone, and to administrators too.
  if (code === 'RESOURCE_RESTRICTED') return '; its licence does not allow it: see "genie doctor"';
  return status === 401 || status === 403 ? '; is DIRECTUS_ADMIN_TOKEN right?' : '';
}

/** Directus answered with something that it never says of itself. Its `code` is safe to log. */
class UnusableAnswerError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`unusable answer: ${code}`);
    this.name = 'UnusableAnswerError';
    this.code = code;
  }
}

/** An answer as it comes from the connection, and how many bytes of it are read at most. */
interface RawAnswer extends Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'> {
  maxResponseBytes: number;
  /** Whether success is 204 and nothing else, as of what removes something. */
  isEmpty: boolean;
  /** Whether a 429 in Directus's own form is its word, too; elsewhere it says nothing about what was asked. */
  takesLimits?: boolean | undefined;
}

/**
 * Reads an answer, up to a number of bytes, and keeps only what Directus itself would say.
 *
 * @returns `data` of a 2xx, an object or a list, or status and code of a refusal (4xx in Directus's own error form)
 * @throws UnusableAnswerError for 3xx, 429 that wasn't asked for, 5xx, a cached answer, too many bytes, or another
 *   form
 */
export async function readAnswer(answer: RawAnswer): Promise<DirectusAnswer> {
  const status = answer.statusCode;
  const text = await readText(answer);
  const isLimit = status === 429 && answer.takesLimits !== true;
  if (isLimit || status >= 500 || (status >= 300 && status < 400)) {
    throw new UnusableAnswerError(`HTTP_${status}`);
  }
  // A cached status is a stale status; see the response cache in docs/adr.
  const cached = Object.entries(answer.headers).some(
    ([name, value]) => name.includes('cache-status') && String(value).toUpperCase().includes('HIT'),
  );
  if (cached) throw new UnusableAnswerError('CACHED');
  if (status < 300 && answer.isEmpty) {
    if (status !== 204) throw new UnusableAnswerError('NOT_EMPTY');
    return { ok: true, status, data: undefined };
  }
  const json = parse(text);
  if (status < 300) {
    // To what we ask it never answers with less; null would be a write that nobody confirmed.
    const data = isRecord(json) ? json.data : undefined;
    if (!isRecord(data) && !Array.isArray(data)) throw new UnusableAnswerError('NO_DATA');
    const setCookies = [answer.headers['set-cookie'] ?? []].flat();
    return { ok: true, status, data, ...(setCookies.length > 0 ? { setCookies } : {}) };
  }
  const retryAfterSeconds = Number(answer.headers['retry-after']);
  return {
    ok: false,
    status,
    ...readRefusal(json),
    ...(retryAfterSeconds >= 0 ? { retryAfterSeconds } : {}),
  };
}

/** Whether a value is an object that isn't an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function readText(answer: RawAnswer): Promise<string> {
  const { headers, body, maxResponseBytes } = answer;
  const announced = Number(headers['content-length']);
  if (announced > maxResponseBytes) {
    body.destroy();
    throw new UnusableAnswerError('TOO_LARGE');
  }
  // undici refuses a body that isn't as long as announced, so this one can't grow.
  if (announced >= 0) return body.text();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxResponseBytes) throw new UnusableAnswerError('TOO_LARGE');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableAnswerError('NOT_JSON');
  }
}

function readRefusal(json: unknown): Pick<Refusal, 'code' | 'field' | 'category' | 'message'> {
  const errors = isRecord(json) && Array.isArray(json.errors) ? json.errors : [];
  const first: unknown = errors[0];
  const { extensions, message } = isRecord(first) ? first : {};
  const { code, field, category } = isRecord(extensions) ? extensions : {};
  if (typeof code !== 'string') throw new UnusableAnswerError('NOT_DIRECTUS');
  return {
    code,
    field: typeof field === 'string' ? field : undefined,
    ...(typeof category === 'string' ? { category } : {}),
    ...(typeof message === 'string' ? { message } : {}),
  };
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Whether a text has the form in which Directus keeps ids. Anything else isn't asked for: some databases fail on it,
 * and Directus takes words such as `null` and `true` in a filter for more than text.
 */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}
