import type { FastifySchemaValidationError } from 'fastify/types/schema.js';
import fp from 'fastify-plugin';
import type { ErrorDetail } from './errors.ts';
import { patternMessage } from './schemas.ts';

const maxDetails = 20;

/**
 * Says what is wrong with each field, in words, without repeating the value.
 *
 * @param errors the validator's findings
 * @returns at most 20 details, one a field; `path` is dotless, `a/b/0`, empty for the body itself
 */
export function explainValidation(errors: readonly FastifySchemaValidationError[]): ErrorDetail[] {
  const details = new Map<string, string>();
  for (const error of errors) {
    const path = pathOf(error);
    if (!details.has(path)) details.set(path, messageFor(error));
  }
  return [...details].slice(0, maxDetails).map(([path, message]) => ({ path, message }));
}

function pathOf({ instancePath, keyword, params }: FastifySchemaValidationError): string {
  const inside = instancePath.slice(1);
  const name = keyword === 'required' ? params.missingProperty : params.additionalProperty;
  if (typeof name !== 'string') return inside;
  // The name of an unknown field is the caller's own text; it's cut so that an answer stays small.
  return inside === '' ? name.slice(0, 64) : `${inside}/${name.slice(0, 64)}`;
}

function messageFor({
  instancePath,
  keyword,
  params,
  message,
}: FastifySchemaValidationError): string {
  switch (keyword) {
    case 'minItems':
      return params.limit === 1
        ? 'must not be empty'
        : `must have at least ${params.limit} entries`;
    case 'maxItems':
      return `must have at most ${params.limit} entries`;
    case 'required':
      return 'is required';
    case 'additionalProperties':
      return 'is not a field of this request';
    case 'type':
      // No body at all is this, too.
      if (instancePath === '' && params.type === 'object') {
        return 'must be a JSON object; {} where every field may be left out';
      }
      return `must be ${article(String(params.type))}`;
    case 'minLength':
      return params.limit === 1
        ? 'must not be empty'
        : `must have at least ${params.limit} characters`;
    case 'maxLength':
      return `must have at most ${params.limit} characters`;
    case 'minimum':
      return `must be at least ${params.limit}`;
    case 'maximum':
      return `must be at most ${params.limit}`;
    case 'enum':
      return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
    case 'format':
      return params.format === 'email' ? 'must be an e-mail address' : `must be a ${params.format}`;
    case 'pattern':
      return (
        patternMessage(params.pattern) ??
        'must not have control characters or half of a surrogate pair'
      );
    default:
      return message ?? 'is wrong';
  }
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

/**
 * Turns the whole numbers of an address's query into numbers, before they are checked: a query is all text, and
 * bodies, where types count, are left as they come.
 *
 * Only fields that the route's schema calls integers, and only plain digits: `1e3`, `+1` and an empty text stay
 * texts, which the schema then refuses.
 */
export const queryNumbers = fp(
  async (app) => {
    app.addHook('onRoute', (route) => {
      const names = integersOf(route.schema?.querystring);
      if (names.length === 0) return;
      const others = route.preValidation === undefined ? [] : [route.preValidation].flat();
      route.preValidation = [
        async (request) => {
          const query = request.query as Record<string, unknown>;
          for (const name of names) {
            const value = query[name];
            // A negative one as well: what is wrong with it is its size. No minus is left before a zero.
            if (typeof value === 'string' && /^-?\d{1,15}$/.test(value)) {
              query[name] = Number(value) + 0;
            }
          }
        },
        ...others,
      ];
    });
  },
  { name: 'query-numbers' },
);

function integersOf(schema: unknown): string[] {
  const properties =
    typeof schema === 'object' && schema !== null && 'properties' in schema
      ? (schema.properties as Record<string, { type?: unknown }>)
      : {};
  return Object.keys(properties).filter((name) => properties[name]?.type === 'integer');
}
