import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { extensionFolder } from './extension-folder.ts';

/** Stops a login or refresh of a Directus just before its token is signed. */
export interface CallBlocker {
  env: Record<string, string>;
  /** Runs `call` up to the block, then `meanwhile`, then lets `call` go on. */
  during<Answer>(call: () => Promise<Answer>, meanwhile: () => Promise<unknown>): Promise<Answer>;
  remove(): Promise<void>;
}

export async function createCallBlocker(): Promise<CallBlocker> {
  const dir = await mkdtemp(join(tmpdir(), 'genie-blocker-'));
  const extensions = await extensionFolder('guard', join(import.meta.dirname, 'call-blocker'));
  const file = (name: string) => join(dir, name);
  return {
    env: { BLOCKER_DIR: `string:${dir}`, EXTENSIONS_PATH: `string:${extensions}` },
    async during(call, meanwhile) {
      await writeFile(file('armed'), '');
      const answer = call();
      while (!existsSync(file('reached'))) await delay(10);
      try {
        await meanwhile();
      } finally {
        await writeFile(file('open'), '');
      }
      const settled = await answer;
      await Promise.all([rm(file('reached')), rm(file('open'))]);
      return settled;
    },
    async remove() {
      await rm(dir, { recursive: true, force: true });
      await rm(extensions, { recursive: true, force: true });
    },
  };
}
