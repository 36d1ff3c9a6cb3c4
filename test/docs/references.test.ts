import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { findAnchors, findCodeWords, findLinks } from '../support/markdown.ts';

const root = resolve(import.meta.dirname, '..', '..');
/**
 * A path of this repository, as the documents write one: from the root, without placeholders. What
 * else begins with `directus/` is a name in the npm package.
 */
const repositoryPath =
  /^(?:apps|bench|directus\/(?:src|state|test)|docs|extensions|packages|scripts|test|\.ci)\/[\w./-]+$/;

for (const file of await findDocuments()) {
  const name = relative(root, file);

  test(`the links of ${name} lead somewhere`, async () => {
    const own = await readFile(file, 'utf8');
    const broken: string[] = [];
    for (const link of findLinks(own)) {
      if (/^[a-z]+:/i.test(link)) continue;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? file : resolve(dirname(file), path);
      const isThere = existsSync(target);
      const anchors =
        isThere && anchor !== undefined ? findAnchors(await readFile(target, 'utf8')) : [];
      if (!isThere || (anchor !== undefined && !anchors.includes(anchor))) broken.push(link);
    }
    assert.deepEqual(broken, []);
  });

  test(`the files that ${name} names are there`, async () => {
    const words = findCodeWords(await readFile(file, 'utf8'));
    const paths = words.map((word) => word.replace(/[.,;:]+$/, '')).filter(isRepositoryPath);
    assert.deepEqual(
      paths.filter((path) => !existsSync(join(root, path))),
      [],
    );
  });
}

function isRepositoryPath(word: string): boolean {
  return repositoryPath.test(word);
}

async function findDocuments(): Promise<string[]> {
  const under = await readdir(join(root, 'docs'), { recursive: true });
  const names = [...under.map((name) => join('docs', name)), ...(await readdir(root))];
  return names.filter((name) => name.endsWith('.md')).map((name) => join(root, name));
}
