import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Smaller ones gain nothing. */
const leastBytes = 1_024;

/** Writes `<name>.br` and `<name>.gz` beside each file of the folder that is worth it. */
export async function compressFiles(dir: string): Promise<void> {
  const names = await readdir(dir);
  await Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(dir, name));
      if (content.byteLength < leastBytes || !/\.(js|css|svg)$/.test(name)) return;
      const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
      await writeFile(join(dir, `${name}.br`), await promisify(brotliCompress)(content, brotli));
      await writeFile(join(dir, `${name}.gz`), await promisify(gzip)(content, { level: 9 }));
    }),
  );
}
