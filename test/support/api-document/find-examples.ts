import { type DescribedBodies, document, stepOf } from './document.ts';

/** An example of the API reference. */
export interface FoundExample {
  /** Where it stands, for people. */
  place: string;
  /** The JSON pointer of the schema that it keeps. */
  schema: string;
  value: unknown;
}

/**
 * Every example of a body, of requests and answers.
 *
 * @throws Error where a body has none
 */
export function findExamples(): FoundExample[] {
  const bodies: [place: string, pointer: string, bodies: DescribedBodies][] = [];
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, { operationId, requestBody, responses }] of Object.entries(operations)) {
      const pointer = `#/paths/${stepOf(path)}/${method}`;
      if (requestBody) bodies.push([operationId, `${pointer}/requestBody`, requestBody.content]);
      for (const [status, response] of Object.entries(responses)) {
        if ('$ref' in response || response.content === undefined) continue;
        const at = `${pointer}/responses/${status}`;
        bodies.push([`${operationId} ${status}`, at, response.content]);
      }
    }
  }
  for (const [name, response] of Object.entries(document.components.responses ?? {})) {
    const { content } = response as { content: DescribedBodies };
    bodies.push([name, `#/components/responses/${name}`, content]);
  }
  return bodies.flatMap(([place, pointer, content]) =>
    Object.entries(content).flatMap(([type, { example, examples = {} }]) => {
      const named = Object.values(examples as Record<string, object>).map(valueIn);
      const values = example === undefined ? named : [example, ...named];
      if (values.length === 0) throw new Error(`${place} has no example`);
      const schema = `${pointer}/content/${stepOf(type)}/schema`;
      return values.map((value) => ({ place, schema, value }));
    }),
  );
}

function valueIn(example: { $ref?: string; value?: unknown }): unknown {
  if (example.$ref === undefined) return example.value;
  const name = example.$ref.split('/').at(-1) ?? '';
  return (document.components.examples?.[name] as { value: unknown } | undefined)?.value;
}
