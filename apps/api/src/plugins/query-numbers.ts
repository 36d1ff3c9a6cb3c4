import fp from 'fastify-plugin';

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
            if (typeof value === 'string' && /^\d{1,15}$/.test(value)) query[name] = Number(value);
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
