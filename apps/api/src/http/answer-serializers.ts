import { type SerializerFactory, SerializerSelector } from '@fastify/fast-json-stringify-compiler';

type Serializer = (answer: unknown) => string;

const buildForRoutes = SerializerSelector();
const madeOf = new WeakMap<object, Serializer>();

/**
 * What turns answers into JSON, made once for each form. Fastify makes it anew for each route and status, and the form of
 * errors alone stands at hundreds of them: half of what the server did until it listened.
 *
 * Forms stand alone: one that points at a schema of the server's by `$ref` could mean another thing in another server.
 */
export const buildAnswerSerializers: SerializerFactory = (schemasOfServer, options) => {
  const compile = buildForRoutes(schemasOfServer, options);
  return (route) => {
    const { schema } = route;
    if (typeof schema !== 'object' || schema === null) return compile(route);
    const made = madeOf.get(schema) ?? compile(route);
    madeOf.set(schema, made);
    return made;
  };
};
