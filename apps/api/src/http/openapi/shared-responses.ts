import { errorBody, errorBodyOf } from '../error-answers.ts';
import { type ErrorCode, errorTable } from '../errors.ts';
import { exampleValues } from '../schemas.ts';

const everyCode = Object.keys(errorTable) as ErrorCode[];

/**
 * The answer of a status, with the codes that it can carry.
 *
 * @param codes codes of that status, at least one
 */
export function errorResponse(status: number, codes: readonly ErrorCode[]) {
  const [code, ...others] = codes;
  if (code === undefined || others.length > 0) return describe(status, codes);
  return { $ref: `#/components/responses/${code}` };
}

/** An answer and an example for every code of the table. */
export function errorComponents() {
  const responses = everyCode.map((code) => [code, describe(errorTable[code].status, [code])]);
  const examples = everyCode.map((code) => [code, { summary: code, value: exampleOf(code) }]);
  return {
    responses: Object.fromEntries(responses),
    examples: Object.fromEntries(examples),
  };
}

function describe(status: number, codes: readonly ErrorCode[]) {
  const lines = codes.map((code) => `\`${code}\`: ${errorTable[code].message}`);
  const examples = codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]);
  return {
    description: lines.join('\n\n'),
    headers: headerRefs(status),
    content: {
      'application/json': {
        schema: {
          allOf: [
            errorBody,
            { type: 'object', properties: { code: { enum: codes } }, required: ['code'] },
          ],
        },
        examples: Object.fromEntries(examples),
      },
    },
  };
}

function exampleOf(code: ErrorCode) {
  const details = [{ path: 'email', message: 'must be an e-mail address' }];
  return errorBodyOf(
    code,
    exampleValues.requestId,
    code === 'request.invalid' ? details : undefined,
  );
}

const seconds = { type: 'integer', minimum: 0 };

/** Headers of answers, described once. */
export const sharedHeaders = {
  'x-request-id': {
    description: "The request's id: the caller's, or a new one. Quote it when reporting a failure.",
    required: true,
    schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,128}$' },
    example: exampleValues.requestId,
  },
  'RateLimit-Limit': {
    description: 'Requests allowed in a minute. Absent where no limit is set.',
    schema: { type: 'integer', minimum: 1 },
    example: 1200,
  },
  'RateLimit-Remaining': {
    description: 'Requests left of them.',
    schema: { type: 'integer', minimum: 0 },
    example: 1199,
  },
  'RateLimit-Reset': {
    description: 'Seconds until they are all there again.',
    schema: seconds,
    example: 60,
  },
  'Retry-After': {
    description: 'Seconds after which to try again.',
    schema: { type: 'integer', minimum: 1 },
    example: 2,
  },
  'WWW-Authenticate': {
    description:
      'Bearer, with error="invalid_token" where a token came; SharedSecret on the routes for servers.',
    required: true,
    schema: { type: 'string' },
    example: 'Bearer error="invalid_token"',
  },
  Allow: {
    description: 'The methods that this address takes.',
    required: true,
    schema: { type: 'string' },
    example: 'GET, HEAD',
  },
};

const headersOf = {
  any: ['x-request-id'],
  limited: ['x-request-id', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'],
  401: ['x-request-id', 'WWW-Authenticate'],
  405: ['x-request-id', 'Allow'],
  429: ['x-request-id', 'Retry-After', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'],
  503: ['x-request-id', 'Retry-After'],
} satisfies Record<string, (keyof typeof sharedHeaders)[]>;

/** References to the headers of an answer: of an error's status, or of a route with or without a limit. */
export function headerRefs(kind: 'any' | 'limited' | number) {
  const names: string[] = headersOf[kind as keyof typeof headersOf] ?? headersOf.any;
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
