import { batchItemErrors } from '../../apps/api/src/captions/queue/item-outcomes.ts';
import { codesInStream } from '../../apps/api/src/chat/stream-chat.ts';
import { type ErrorCode, errorTable } from '../../apps/api/src/http/errors.ts';
import type {
  OpenApiDocument,
  Operation,
} from '../../apps/api/src/http/openapi/complete-document.ts';
import { codesWithoutRoute } from '../../apps/api/src/http/route-contract.ts';

const head = `# Error codes

Every code that the API answers with, and where. An error's body is described by the schema \`Error\` of
[openapi.json](../openapi.json); go by \`code\`, since sentences may be improved. Operations are named by their
\`operationId\`.

Made from \`apps/api/src/http/errors.ts\` and the routes by \`npm run generate\`.

| code | status | sentence | where |
|---|---|---|---|
`;

/** What an operation can answer with, by its name. */
type CodesByOperation = ReadonlyMap<string, ReadonlySet<ErrorCode>>;

/** Writes the reference page of the error codes. */
export function renderErrorCodes(document: OpenApiDocument): string {
  const operations = codesByOperation(document);
  const rows = Object.entries(errorTable).map(([code, { status, message }]) => {
    const where = placesOf(code as ErrorCode, operations).join('; ');
    return `| \`${code}\` | ${status} | ${message} | ${where} |`;
  });
  return `${head}${rows.join('\n')}\n`;
}

function placesOf(code: ErrorCode, operations: CodesByOperation): string[] {
  const names = [...operations].filter(([, codes]) => codes.has(code)).map(([name]) => name);
  const places = names.length === operations.size ? ['every operation'] : listOf(names);
  if (isIn(codesWithoutRoute, code)) places.push('requests that come to no operation');
  if (isIn(codesInStream, code)) places.push('inside the stream of `streamChat`, as an event');
  if (isIn(batchItemErrors, code)) places.push('items in the result of `getJob`');
  return places;
}

function listOf(names: readonly string[]): string[] {
  return names.length === 0 ? [] : [names.map((name) => `\`${name}\``).join(', ')];
}

function isIn(codes: readonly ErrorCode[], code: ErrorCode): boolean {
  return codes.includes(code);
}

/** The codes of each operation's answers, as the API reference has them. */
export function codesByOperation({ paths, components }: OpenApiDocument): CodesByOperation {
  const operations: Operation[] = Object.values(paths).flatMap((path) => Object.values(path));
  return new Map(
    operations.map(({ operationId, responses }) => {
      const found = Object.values(responses).flatMap((response) => {
        const name = '$ref' in response ? response.$ref.split('/').at(-1) : undefined;
        const whole = name === undefined ? response : components.responses?.[name];
        return Object.keys(errorTable).filter((code) =>
          JSON.stringify(whole).includes(`#/components/examples/${code}"`),
        );
      });
      return [operationId, new Set(found as ErrorCode[])];
    }),
  );
}
