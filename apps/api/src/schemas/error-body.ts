import Type from 'typebox';
import { type ErrorCode, errorTable } from '../http/errors.ts';

const codes = Object.keys(errorTable) as ErrorCode[];

/** The body of every error. Which codes a route may answer with is found by `plugins/route-errors.ts`. */
export const errorBody = Type.Object(
  {
    ok: Type.Literal(false),
    error: Type.String({
      description: 'A sentence for people. It may be improved; go by the code.',
    }),
    code: Type.Enum(codes, {
      title: 'ErrorCode',
      description: 'A stable name for what went wrong.',
    }),
    requestId: Type.String({ description: 'The same as in the header x-request-id.' }),
    details: Type.Optional(
      Type.Array(
        Type.Object({
          path: Type.String({ description: 'Where the field is, such as items/3/topic.' }),
          message: Type.String({ description: 'What it must be.' }),
        }),
        { description: 'With request.invalid: each refused field.' },
      ),
    ),
  },
  { title: 'Error', description: 'The body of every error.' },
);
