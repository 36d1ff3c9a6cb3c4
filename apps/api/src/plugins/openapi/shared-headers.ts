import { exampleValues } from '../../schemas/example-values.ts';

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
