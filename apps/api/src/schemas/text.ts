import Type from 'typebox';

/**
 * Text from a person: any script and emoji, but no control character (a NUL can't be kept in PostgreSQL) and
 * no half of a surrogate pair (which can't be sent as UTF-8). Lengths count code points.
 */
export function line(options: { minLength?: number; maxLength: number; description: string }) {
  return Type.String({ pattern: '^[^\\u0000-\\u001f\\u007f\\p{Cs}]*$', ...options });
}

/** The same with line breaks and tabs allowed. */
export function prose(options: { minLength?: number; maxLength: number; description: string }) {
  return Type.String({
    pattern: '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f\\p{Cs}]*$',
    ...options,
  });
}
