import Type, { type Static, type TObject, type TProperties, type TSchema } from 'typebox';
import { invalidField } from './errors.ts';

/** Half of a surrogate pair can't be sent as UTF-8. (Said by range: not every reader of the reference knows \p{Cs}.) */
const halves = '\\ud800-\\udfff';

/** Any text but one with half of a surrogate pair. */
export const wellFormedPattern = `^[^${halves}]*$`;

/** A code of a second factor, as whoever signs in or proves the password gives it. */
export const factorCode = Type.String({
  minLength: 6,
  maxLength: 64,
  pattern: wellFormedPattern,
  description:
    'For accounts with a second factor: a code of it, or a recovery code. Each works once.',
});

/**
 * Text from a person: any script and emoji, but no control character (a NUL can't be kept in PostgreSQL) and
 * no half of a surrogate pair. Lengths count code points.
 */
export function line(options: { minLength?: number; maxLength: number; description: string }) {
  return Type.String({ pattern: `^[^\\u0000-\\u001f\\u007f${halves}]*$`, ...options });
}

/** The same with line breaks and tabs allowed. */
export function prose(options: { minLength?: number; maxLength: number; description: string }) {
  return Type.String({
    pattern: `^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f${halves}]*$`,
    ...options,
  });
}

/** A UUID in any case, as a part of a pattern. */
export const uuidPattern = '[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}';

const messages = new Map<unknown, string>();

/** A pattern, and what an error says of a text that doesn't fit. */
export function patternWith(message: string, pattern: string): string {
  messages.set(pattern, message);
  return pattern;
}

/** What is said of a text that doesn't fit a pattern; undefined where the pattern came without a message. */
export function patternMessage(pattern: unknown): string | undefined {
  return messages.get(pattern);
}

/** The years that every database writes in four digits: an offset can lead out of them. */
const bounds = {
  from: Date.parse('0001-01-01T00:00:00Z'),
  to: Date.parse('9999-12-31T23:59:59.999Z'),
};

/**
 * The moment that a `date-time` names, in the years 1 to 9999. The format lets a leap second through, which no Date
 * has.
 *
 * @param path the field, for the error
 * @throws AppError `request.invalid`
 */
export function parseTimestamp(path: string, text: string): Date {
  const timestamp = new Date(text);
  const time = timestamp.getTime();
  if (time >= bounds.from && time <= bounds.to) return timestamp;
  throw invalidField(path, 'must be a date-time of the years 1 to 9999');
}

/** The id of a record, as a client has it. What can't be an id is a record that isn't there. */
export function recordId(description: string) {
  return line({ minLength: 1, maxLength: 255, description });
}

/** A text or null, in answers. */
export const orNull = Type.Union([Type.String(), Type.Null()]);

const defaultLimit = 50;

/** How many of a list, in a query. */
export function limitUpTo(maximum: number) {
  const description = `Default: ${defaultLimit}.`;
  return Type.Optional(Type.Integer({ minimum: 1, maximum, description }));
}

/** Which part of a list, in a query. */
export const pageFields = {
  limit: limitUpTo(500),
  offset: Type.Optional(Type.Integer({ minimum: 0, description: 'Default: 0.' })),
};

/** The part of a list that a query asks for, and the rest of the query. */
export function pageOf<Q extends { limit?: number; offset?: number }>(query: Q) {
  const { limit = defaultLimit, offset = 0, ...wanted } = query;
  return { page: { limit, offset }, wanted };
}

/** An object with these fields and no others. */
export function onlyFields<P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false });
}

/** The schema of a body: these fields and no others. Title and examples are for the reference. */
export function requestBody<P extends TProperties>(
  title: string,
  properties: P,
  ...examples: NoInfer<Static<TObject<P>>>[]
) {
  return Type.Object(properties, { additionalProperties: false, title, examples });
}

/**
 * The schema of a successful answer.
 *
 * @param description what it means, and `example`, what it may look like; both are for the reference
 */
export function answer<P extends TProperties>(
  description: string,
  properties: P,
  example: NoInfer<Static<TObject<P>>>,
) {
  return Type.Object(properties, { description, examples: [example] });
}

/** The same with `ok: true`, as nearly all of them have. */
export function okAnswer<P extends TProperties>(
  description: string,
  properties: P,
  example: NoInfer<Static<TObject<P>>>,
) {
  const examples = [{ ok: true, ...example }];
  return Type.Object({ ok: Type.Literal(true), ...properties }, { description, examples });
}

/** An answer that isn't JSON, such as a page, by its media type. */
export function contentAnswer(
  description: string,
  content: Record<string, { schema: TSchema; example?: unknown; examples?: object }>,
) {
  return { description, content };
}

/** What stands in the reference's examples. Nothing in it is real, and nothing looks as if it opened anything. */
export const exampleValues = {
  userId: '5c1f2f0e-8f5b-4c52-9a5d-0f6f3b1f7c10',
  connectionId: '7a3d9b52-64c1-4f0e-8a57-2e9d1b6c4f21',
  downloadId: 'c2b7e4a8-0d31-4b6f-9e14-5a8c7d2f6b32',
  sessionId: '91e6c0d4-3b7a-4d28-b5f9-8c4e2a7d1f43',
  jobId: 'e80f5a16-2c94-4e7d-a3b8-6d1f9c5b7a54',
  requestId: '3f0c8a1e-6d0b-4a54-9c5e-2f7a1f0f9b11',
  email: 'dana@example.com',
  password: 'a password of your own',
  earlier: '2026-03-01T09:30:00.000Z',
  later: '2026-03-01T09:30:04.000Z',
  cookies: [{ name: 'session', value: 'example', domain: '.example.com', path: '/', secure: true }],
};
