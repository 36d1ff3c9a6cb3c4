/** Filters of the guard that ask for no schema: whoever emits to nobody else needs none for them. */

const known = new WeakSet<object>();

/** Marks a filter, and gives it back. */
export function withoutSchema<Filter extends object>(filter: Filter): Filter {
  known.add(filter);
  return filter;
}

export function asksForNoSchema(filter: object): boolean {
  return known.has(filter);
}
