/** What the guard's tests open the introspection route with. */
export const introspectionSecret = 'test-only-introspection-secret-8c1f5a';
