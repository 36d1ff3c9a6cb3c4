import { listMailFiles, readMailFile } from '@genie-helper/mail';
import type { CliContext } from '../../cli-context.ts';

const everyMs = 500;

/**
 * Says of each mail that comes into a folder from now on whom it's for and where it is.
 *
 * @param place `folder` is looked at, `shown` is how people write it
 * @returns `start` begins to say so, `stop` ends it
 */
export async function createMailAnnouncer(
  { folder, shown }: { folder: string; shown: string },
  { stdout }: Pick<CliContext, 'stdout'>,
) {
  // A folder that can't be read shows in the API's log once a mail is to be written.
  const list = () => listMailFiles(folder).catch(() => []);
  const known = new Set(await list());
  let isLooking = false;

  async function look(): Promise<void> {
    for (const name of await list()) {
      if (known.has(name)) continue;
      known.add(name);
      const mail = await readMailFile(folder, name).catch(() => undefined);
      const to = (mail?.to ?? '').replaceAll(/\p{C}/gu, '');
      stdout.write(`mail for ${to}: ${shown}/${name}\n`);
    }
  }

  let timer: NodeJS.Timeout | undefined;
  return {
    start(): void {
      timer = setInterval(() => {
        if (isLooking) return;
        isLooking = true;
        void look().finally(() => {
          isLooking = false;
        });
      }, everyMs).unref();
    },
    stop: async () => clearInterval(timer),
  };
}
