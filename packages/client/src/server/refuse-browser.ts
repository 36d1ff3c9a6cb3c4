/**
 * @throws Error where pages or their workers run: what a page holds, every visitor can read
 */
export function refuseBrowser(): void {
  const has = (name: string) => Reflect.get(globalThis, name) !== undefined;
  const isPage = has('window') || has('document');
  const isWorker = has('WorkerGlobalScope') && has('location');
  if (isPage || isWorker) throw notInBrowsers();
}

export function notInBrowsers(): Error {
  return new Error(
    '@genie-helper/client/server holds the shared secret, so it runs on servers only.',
  );
}
