import type { Rolldown } from 'vite';

/** What only some pages show, and what is large: the others needn't wait for it. */
const onlyForSome =
  /src\/pages\/admin\/|@floating-ui\/|@mantine\/core\/esm\/(components\/(Combobox|Drawer|Modal|ModalBase|Pagination|Popover|ScrollArea|Select|Table)|utils\/Floating)\//;

/**
 * Which scripts are one file. Left alone, the bundler makes one of each part that the same pages share, and a phone on a
 * slow line waits for forty. Here it is one that everyone needs at once, and one with what several pages share.
 */
export const sharedScripts: Rolldown.CodeSplittingGroup[] = [
  { name: 'first', tags: ['$initial'], priority: 2 },
  {
    name: 'shared',
    test: (id) => !onlyForSome.test(id),
    minShareCount: 2,
    includeDependenciesRecursively: false,
    priority: 1,
  },
];
