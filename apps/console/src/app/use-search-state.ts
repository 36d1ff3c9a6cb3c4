import { useNavigate, useSearch } from '@tanstack/react-router';

/**
 * State that lives in the address: filters, a page's number, an id. A reload and a link keep it, and Back undoes a change.
 *
 * @param parse makes the state from what the address says, which may be anything
 * @returns the state, and what changes parts of it; a part set to undefined leaves the address
 */
export function useSearchState<T extends object>(
  parse: (search: Record<string, unknown>) => T,
): [T, (change: Partial<{ [K in keyof T]: T[K] | undefined }>) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (parts: object) => {
    void navigate({
      to: '.',
      search: (before: object) => ({ ...before, ...parts }),
      // What only goes, such as closed details, is no step that anybody would go back to.
      replace: Object.values(parts).every((part) => part === undefined),
      resetScroll: false,
    });
  };
  return [parse(search), change];
}
