import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { secretNames } from '@genie-helper/environment';
import { publishedDigests } from './published-digests.ts';

/**
 * Finds secrets that stand in a document that others have too, or in `.env.example`.
 *
 * @returns their variables' names
 */
export async function findPublished(
  texts: Readonly<Record<string, string>>,
  projectDir: string,
): Promise<string[]> {
  const ofExample = await valuesOfExample(join(projectDir, '.env.example'));
  return secretNames.filter((name) => {
    const value = texts[name];
    return value !== undefined && (publishedDigests.has(digest(value)) || ofExample.has(value));
  });
}

/** Every value there, commented out or not. */
async function valuesOfExample(path: string): Promise<ReadonlySet<string>> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const values = [...text.matchAll(/^#?\s*[A-Z][A-Z0-9_]*=(.+)$/gm)].map(([, value]) => value);
  return new Set(values.flatMap((value) => (value === undefined ? [] : [value.trim()])));
}

function digest(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
