/**
 * A request's path as Directus's routers take it, for rules that go by paths: in lower case, with single slashes, and
 * with letters for escapes. Routers take `/auth//password` for `/auth/password`, and a proxy before them may take
 * escapes for letters.
 */
export function plainPathOf(path: string): string {
  return decoded(path).toLowerCase().replace(/\/+/g, '/');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
