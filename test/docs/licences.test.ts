import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderLicences } from '../../scripts/generate/render-licences.ts';

function lockFile(packages: Record<string, object>): string {
  return JSON.stringify({ packages: { '': { name: 'genie-helper' }, ...packages } });
}

test('each version of what is run stands once under its licence, and nothing of development', () => {
  const page = renderLicences(
    lockFile({
      'apps/api': { version: '0.1.0' },
      'node_modules/@genie-helper/api': { link: true },
      'node_modules/b': { version: '2.0.0', license: 'MIT' },
      'node_modules/a': { version: '1.0.0', license: 'MIT' },
      'node_modules/b/node_modules/a': { version: '1.0.0', license: 'MIT' },
      'node_modules/c/node_modules/@d/e': { version: '3.0.0', license: 'ISC' },
      'node_modules/f': { version: '1.0.0', license: 'AGPL-3.0', dev: true },
    }),
  );
  assert.match(
    page,
    /### ISC\n\n1 package: @d\/e 3\.0\.0\.\n\n### MIT\n\n2 packages: a 1\.0\.0, b 2\.0\.0\.\n$/,
  );
  assert.doesNotMatch(page, /AGPL|genie-helper/);
});

test('the order of the lock file is of no matter', () => {
  const packages: [string, object][] = [
    ['node_modules/B', { version: '1.0.0', license: 'MIT' }],
    ['node_modules/a', { version: '10.0.0', license: 'MIT' }],
    ['node_modules/c/node_modules/a', { version: '9.0.0', license: 'MIT' }],
  ];
  assert.equal(
    renderLicences(lockFile(Object.fromEntries(packages))),
    renderLicences(lockFile(Object.fromEntries(packages.reverse()))),
  );
});

test('what is asked of those who run it or pass it on is said first', () => {
  const page = renderLicences(
    lockFile({
      'node_modules/pm2': { version: '6.0.14', license: 'AGPL-3.0' },
      'node_modules/busboy': { version: '1.6.0' },
    }),
  );
  assert.match(page, /^\| AGPL-3\.0 \| pm2 \| .+ \|$/m);
  assert.match(page, /^\| not stated in the lock file \| busboy \| .+ \|$/m);
  assert.match(page, /### not stated in the lock file\n\n1 package: busboy 1\.6\.0\.\n$/);
});

test('a licence that nobody has looked at stops the generation, and so does none', () => {
  const withLicence = (license: string) =>
    lockFile({ 'node_modules/x': { version: '1.0.0', license } });
  assert.throws(() => renderLicences(withLicence('SSPL-1.0')), /SSPL-1\.0/);
  assert.throws(() => renderLicences(withLicence('constructor')), /constructor/);
  assert.throws(() => renderLicences(lockFile({ 'node_modules/x': { version: '1.0.0' } })), /of x/);
});
