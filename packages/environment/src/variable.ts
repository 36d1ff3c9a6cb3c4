import Type, { type TSchema } from 'typebox';

/** What every variable carries beside its type; the source of messages, `.env.example` and the reference. */
export interface VariableNotes {
  /** What the variable is for, in one or two sentences. */
  description: string;
  /** Completes "NAME must be …" when a value is refused. */
  expected: string;
  /** The heading it stands under in `.env.example`. */
  group: string;
  /** True where the value opens something: it's never printed and never defaulted. */
  secret?: true;
  /** The value where none is set. Never present on a secret. */
  default?: string | number | boolean;
  /** How `.env` gets a value on the first start: random bytes, written in this encoding. */
  generate?: { bytes: number; encoding: 'base64' | 'base64url' | 'hex' };
}

/** What a variable says of itself; the heading is that of its group. */
type OwnNotes = Omit<VariableNotes, 'group'>;

/** A variable that may be left out. It has no default, so `undefined` reaches the program. */
export function optional<S extends TSchema>(schema: S) {
  return Type.Optional(schema);
}

type TextNotes = OwnNotes & {
  default?: string;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
};

/** Free text, one line. */
export function text(notes: TextNotes) {
  return Type.String({
    minLength: 1,
    maxLength: 4096,
    pattern: '^[^\\u0000-\\u001f\\u007f]*$',
    ...notes,
  });
}

export function optionalText(notes: TextNotes) {
  return optional(text(notes));
}

/** A whole number, both ends included. */
export function wholeNumber(
  notes: OwnNotes & { default?: number; minimum: number; maximum: number },
) {
  return Type.Integer({ ...notes });
}

/** `true` or `false`, nothing else: `yes` and `1` are refused rather than guessed at. */
export function flag(notes: Omit<OwnNotes, 'expected'> & { default: boolean }) {
  return Type.Boolean({ expected: 'true or false', ...notes });
}

/** One of a fixed set of words. */
export function oneOf<const Words extends string[]>(
  words: readonly [...Words],
  notes: OwnNotes & { default?: Words[number] },
) {
  return Type.Enum(words, { ...notes });
}

/** An absolute http(s) address without credentials, query or fragment. */
export function httpUrl(notes: OwnNotes & { default?: string }) {
  return Type.String({ maxLength: 2048, pattern: '^https?://[^\\s/@?#]+(/[^\\s?#]*)?$', ...notes });
}

/** A redis:// or rediss:// address, with or without credentials and the number of a database. */
export function optionalRedisUrl(notes: OwnNotes) {
  const pattern = '^rediss?://([^\\s/@?#]*@)?[^\\s/@?#]+(/\\d{0,5})?$';
  return optional(Type.String({ maxLength: 2048, pattern, ...notes }));
}

/** An smtp:// or smtps:// address, with or without credentials. */
export function optionalSmtpUrl(notes: OwnNotes) {
  const pattern = '^smtps?://([^\\s/@?#]*@)?[^\\s/@?#]+/?$';
  return optional(Type.String({ maxLength: 2048, pattern, ...notes }));
}
