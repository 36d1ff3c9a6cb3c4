import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { findDocuments, root } from '../support/documents.ts';
import { findAnchors, findCodeWords, findLinks } from '../support/markdown.ts';

/**
 * A path of this repository, as the pages write one: from the root, without placeholders. What
 * else begins with `directus/` is a name in the npm package.
 */
const repositoryPath =
  /^(?:apps|bench|directus\/(?:src|state|test)|docs|examples|extensions|packages|scripts|test|\.ci)\/[\w./-]+$/;

for (const name of findDocuments()) {
  const file = join(root, name);

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
  // What a build makes isn't there before it.
  return repositoryPath.test(word) && !/\/dist(\/|$)/.test(word);
}
