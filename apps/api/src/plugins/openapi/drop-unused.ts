/** The kinds of component that are reached by references; security schemes are reached by name. */
const kinds = ['responses', 'examples', 'headers', 'schemas'];

/** Removes the components that nothing refers to, and what only they referred to. */
export function dropUnused<D extends { components: Record<string, Record<string, object>> }>(
  document: D,
): D {
  const text = JSON.stringify(document);
  const isUsed = (kind: string, name: string) => text.includes(`"#/components/${kind}/${name}"`);
  const components = Object.fromEntries(
    Object.entries(document.components).map(([kind, all]) => {
      const kept = Object.entries(all).filter(
        ([name]) => !kinds.includes(kind) || isUsed(kind, name),
      );
      return [kind, Object.fromEntries(kept)];
    }),
  );
  const smaller = { ...document, components };
  return JSON.stringify(smaller) === text ? smaller : dropUnused(smaller);
}
