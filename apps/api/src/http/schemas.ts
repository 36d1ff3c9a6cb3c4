import Type from 'typebox';

/** Half of a surrogate pair can't be sent as UTF-8. (Said by range: not every reader of the reference knows \p{Cs}.) */
const halves = '\\ud800-\\udfff';

/** Any text but one with half of a surrogate pair. */
export const wellFormedPattern = `^[^${halves}]*$`;

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
