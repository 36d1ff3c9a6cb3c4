import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { root } from '../support/documents.ts';
import {
  at,
  composeServices,
  deployedFiles,
  kubernetesObjects,
  readDeployed,
  stageOf,
  type Yaml,
} from './deployment.ts';

/** A name with a full version: no `latest`, no line that moves. */
const pinned = /^[a-z./-]+:\d+(\.\d+){1,2}(-[a-z]+)*$/;

/** The tag that an image has where the operator has chosen none. */
const withDefault = (image: string) => image.replace(/\$\{GENIE_VERSION:-(.*)\}$/, '$1');

describe('images', () => {
  test('are pinned, wherever one is named', () => {
    const stages = ['build', 'api', 'directus', 'proxy'].map((target) => stageOf(target).from);
    const composed = composeServices().map(([, { image }]) => withDefault(String(image)));
    const jobs = kubernetesObjects()
      .filter(({ kind }) => kind === 'Job')
      .map((job) => String(at(job, 'spec', 'template', 'spec', 'containers', 0, 'image')));
    assert.equal(jobs.length, 2);
    for (const image of [...stages, ...composed, ...jobs]) assert.match(image, pinned);
  });

  test('have the Node that the tests run on', async () => {
    const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    for (const target of ['build', 'api', 'directus']) {
      assert.match(stageOf(target).from, new RegExp(`^node:${dependencies.node}-`));
    }
  });

  test('have the version of the product, in one place for Kubernetes', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const { images } = parse(readDeployed('kubernetes/kustomization.yaml')) as { images: Yaml[] };
    assert.deepEqual(
      images.map(({ newTag }) => newTag),
      [version, version, version],
    );
    for (const [, { image }] of composeServices()) {
      const name = withDefault(String(image));
      if (name.startsWith('genie-')) assert.ok(name.endsWith(`:${version}`), name);
    }
  });

  test('run as somebody who is not root, and take nothing along but sources', () => {
    for (const target of ['api', 'directus', 'proxy']) {
      assert.match(stageOf(target).text, /^USER 1000:1000$/m);
    }
    const ignored = readDeployed('Dockerfile.dockerignore').split('\n');
    for (const line of ['*', '**/.env', '**/.env.*', '**/*.env']) assert.ok(ignored.includes(line));
  });
});

for (const [name, service] of composeServices()) {
  test(`the container of ${name} in compose.yaml is locked down`, () => {
    assert.match(String(service.user), /^[1-9]\d*:[1-9]\d*$/);
    assert.equal(service.read_only, true);
    assert.deepEqual(service.cap_drop, ['ALL']);
    assert.equal(service.cap_add, undefined);
    assert.deepEqual(service.security_opt, ['no-new-privileges:true']);
    assert.equal(service.privileged, undefined);
    const isWatched = 'healthcheck' in service || ['genie', 'migrate', 'proxy'].includes(name);
    assert.ok(isWatched, 'needs a healthcheck');
  });
}

test('nothing but the proxy of compose.yaml listens outside', () => {
  const open = composeServices().filter(([, { ports }]) => ports !== undefined);
  assert.deepEqual(
    open.map(([name]) => name),
    ['proxy'],
  );
});

for (const object of kubernetesObjects()) {
  const pod = at(object, 'spec', 'template', 'spec');
  if (pod === undefined) continue;
  test(`the pods of ${at(object, 'metadata', 'name')} are locked down`, () => {
    assert.equal(at(pod, 'automountServiceAccountToken'), false);
    assert.equal(at(pod, 'securityContext', 'runAsNonRoot'), true);
    assert.equal(at(pod, 'securityContext', 'seccompProfile', 'type'), 'RuntimeDefault');
    assert.equal(at(pod, 'containers', 'length'), 1);
    const container = at(pod, 'containers', 0);
    assert.deepEqual(at(container, 'securityContext'), {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    assert.ok(at(container, 'resources', 'limits', 'memory'));
    if (object.kind === 'Deployment') assert.ok(at(container, 'readinessProbe'));
  });
}

test('in Kubernetes nothing may speak to anything that no policy names', () => {
  const policies = kubernetesObjects().filter(({ kind }) => kind === 'NetworkPolicy');
  const all = policies.find((each) => at(each, 'metadata', 'name') === 'nothing-unless-named');
  assert.deepEqual(at(all, 'spec'), { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
});

const hasAnalyze = spawnSync('systemd-analyze', ['--version']).error === undefined;
const units = deployedFiles().filter((name) => name.endsWith('.service'));

describe('systemd', { skip: hasAnalyze ? false : 'no systemd-analyze' }, () => {
  for (const unit of units) {
    test(`finds no fault in ${unit}, nor much that it could do to the machine`, async (t) => {
      const dir = await mkdtemp(join(tmpdir(), 'genie-units-'));
      t.after(() => rm(dir, { recursive: true, force: true }));
      // The place of an installation, which this machine has elsewhere.
      const text = readDeployed(unit).replaceAll('/opt/genie-helper', root);
      const file = join(dir, unit.replace('systemd/', '').replace('@', '@3001'));
      await writeFile(file, text);
      const verified = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
      assert.equal(
        verified.stderr.includes(dir) || verified.stderr.includes('genie-'),
        false,
        verified.stderr,
      );
      assert.equal(verified.status, 0, verified.stderr);
      const args = ['security', '--offline=true', '--threshold=20', file];
      const rated = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
      assert.equal(rated.status, 0, rated.stdout.split('\n').slice(-3).join('\n'));
    });

    test(`${unit} hands secrets over as files that only its process reads`, () => {
      const text = readDeployed(unit);
      assert.match(text, /^LoadCredential=/m);
      for (const [, file] of text.matchAll(/^EnvironmentFile=(.*)$/gm))
        assert.match(file ?? '', /\.conf$/);
      assert.match(text, /^LimitCORE=0$/m);
    });

    test(`${unit} keeps its files where it may write`, () => {
      const text = readDeployed(unit);
      const [, folder = ''] = /^StateDirectory=(.*)$/m.exec(text) ?? [];
      assert.notEqual(folder, '');
      for (const [, path = ''] of text.matchAll(/^Environment=.*_FILE=(\S+)/gm)) {
        assert.ok(path.startsWith(`%S/${folder}/`), path);
      }
    });

    test(`${unit} may not take the memory of the whole machine`, () => {
      assert.match(readDeployed(unit), /^MemoryMax=\d+M$/m);
    });
  }
});
