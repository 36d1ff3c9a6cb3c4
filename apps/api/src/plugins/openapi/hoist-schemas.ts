/**
 * Moves every schema with a title into one place, and leaves references behind.
 *
 * @param document anything made of JSON
 * @returns a copy, and the schemas by title
 * @throws Error where two different schemas have one title
 */
export function hoistSchemas(document: object) {
  const schemas: Record<string, object> = {};

  function visit(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, visit(part)]));
    const { title } = copy;
    if (typeof title !== 'string' || !/^[A-Z][A-Za-z]+$/.test(title)) return copy;
    const known = schemas[title];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(copy)) {
      throw new Error(`Two schemas have the title ${title}.`);
    }
    schemas[title] = copy;
    return { $ref: `#/components/schemas/${title}` };
  }

  return { ...(visit(document) as object), schemas };
}
