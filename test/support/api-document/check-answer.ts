import { Ajv2020 } from 'ajv/dist/2020.js';
import { default as formats } from 'ajv-formats';
import { document, type FoundResponse, findResponse, stepOf } from './document.ts';

/** An answer as a client sees it. */
export interface SeenAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/**
 * Holds an answer to `docs/openapi.json`: its status, headers, content type and body.
 *
 * @param path with or without a query
 * @throws Error that says what the API reference doesn't know, or says otherwise
 */
export function checkAnswer(method: string, path: string, answer: SeenAnswer): void {
  const found = findResponse(method, path, answer.status);
  const problem =
    found === undefined
      ? 'it has no such status'
      : (headerProblem(found, answer) ?? bodyProblem(found, answer, method));
  if (problem === undefined) return;
  const { status, text } = answer;
  throw new Error(
    `${method} ${path}: ${status} isn't as in docs/openapi.json: ${problem}; ${text}`,
  );
}

function headerProblem({ response }: FoundResponse, { headers }: SeenAnswer): string | undefined {
  for (const name of Object.keys(response.headers ?? {})) {
    const pointer = `#/components/headers/${name}`;
    const described = document.components.headers?.[name] as DescribedHeader | undefined;
    const value = headers.get(name);
    if (value === null && described?.required === true) return `${name} is missing`;
    if (value === null) continue;
    const typed = described?.schema.type === 'integer' ? Number(value) : value;
    const problem = findProblem(`${pointer}/schema`, typed);
    if (problem !== undefined) return `${name}: ${problem}`;
  }
  return undefined;
}

interface DescribedHeader {
  required?: boolean;
  schema: { type: string };
}

function bodyProblem(
  { response, pointer }: FoundResponse,
  { headers, text }: SeenAnswer,
  method: string,
): string | undefined {
  const { content } = response;
  if (content === undefined) return text === '' ? undefined : 'it has no body';
  const type = headers.get('content-type')?.split(';', 1)[0] ?? 'none';
  if (content[type] === undefined) return `it has no body of the type ${type}`;
  // An answer to HEAD has the headers of a body only.
  if (method === 'HEAD') return undefined;
  const schema = `${pointer}/content/${stepOf(type)}/schema`;
  return valuesOf(type, text)
    .map((value) => findProblem(schema, value))
    .find((problem) => problem !== undefined);
}

/** The values that the schema of a content type is about: of a stream each event. */
function valuesOf(type: string, text: string): unknown[] {
  if (type === 'application/json') return [JSON.parse(text)];
  if (type !== 'text/event-stream') return [text];
  const lines = text.split('\n').filter((line) => line.startsWith('data: '));
  return lines.map((line) => JSON.parse(line.slice('data: '.length)));
}

const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });

formats.default(ajv);

ajv.addSchema(document, 'api');

/**
 * What is wrong with a value, by the schema at a place of the API reference.
 *
 * @param pointer a JSON pointer as a fragment, such as `#/components/schemas/Error`
 * @returns undefined where nothing is
 */
export function findProblem(pointer: string, value: unknown): string | undefined {
  const validate = ajv.getSchema(`api${pointer}`);
  if (validate === undefined) throw new Error(`nothing is at ${pointer}`);
  return validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: 'body' });
}
