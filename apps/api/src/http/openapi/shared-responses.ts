import { headerRefs } from '../../plugins/openapi/shared-headers.ts';
import { errorBody } from '../../schemas/error-body.ts';
import { exampleValues } from '../../schemas/example-values.ts';
import { type ErrorCode, errorTable } from '../errors.ts';

const { requestId } = exampleValues;
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
  const lines = codes.map((code) => `\`${code}\`: ${errorTable[code].sentence}`);
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
  const body = { ok: false, error: errorTable[code].sentence, code, requestId };
  if (code !== 'request.invalid') return body;
  return { ...body, details: [{ path: 'email', message: 'must be an e-mail address' }] };
}
