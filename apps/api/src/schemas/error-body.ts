import Type from 'typebox';

/** The body of every error. */
export const errorBody = Type.Object({
  ok: Type.Literal(false),
  error: Type.String({ description: 'A sentence for people.' }),
  code: Type.String({ description: 'A stable name, `<area>.<reason>`.' }),
  requestId: Type.String(),
  details: Type.Optional(
    Type.Array(Type.Object({ path: Type.String(), message: Type.String() }), {
      description: 'With a validation error: each refused field and what it must be.',
    }),
  ),
});

/**
 * The error half of a route's response schemas.
 *
 * @param statuses every error status that the route may answer with, 500 aside, which any may
 */
export function errorResponses<const S extends number>(...statuses: S[]) {
  const entries = [...statuses, 500].map((status) => [status, errorBody]);
  return Object.fromEntries(entries) as Record<S | 500, typeof errorBody>;
}
