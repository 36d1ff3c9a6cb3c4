/**
 * Loaded into the attacked process before anything else: tells its parent, when asked, what prototypes have come
 * to hold, which nobody can see from outside.
 */
const prototypes = { Object, Array, Function, String, Number, Promise, Map, Error, Buffer };

process.on('message', () => {
  const names = Object.entries(prototypes).flatMap(([name, { prototype }]) =>
    Reflect.ownKeys(prototype).map((key) => `${name}.${String(key)}`),
  );
  process.send?.({ names: names.sort(), rssBytes: process.memoryUsage.rss() });
});
