import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parseEnv } from 'node:util';
import {
  describeVariables,
  parseEnvironment,
  renderNewEnvFile,
  secretNames,
} from '@genie-helper/environment';
import { apiNodeFlags } from '../../apps/cli/src/commands/up/api-process.ts';
import { root } from '../support/documents.ts';
import {
  at,
  composeServices,
  deployedFiles,
  exampleVariables,
  execStartOf,
  kubernetesObjects,
  readDeployed,
  stageOf,
  type Yaml,
} from './deployment.ts';

/** What isn't ours and stands there by intent: the session guard's, and what images of others read. */
const otherNames = [
  'GENIE_INTROSPECTION_SECRET',
  'GENIE_SITE',
  'GENIE_TRUSTED_PROXIES',
  'NODE_EXTRA_CA_CERTS',
  'POSTGRES_DB',
  'POSTGRES_USER',
  'POSTGRES_PASSWORD_FILE',
];
const ours: string[] = describeVariables().map(([name]) => name);
const configMaps = kubernetesObjects().filter(({ kind }) => kind === 'ConfigMap');
const settings: [place: string, variables: Yaml][] = [
  ...composeServices().map(([name, service]): [string, Yaml] => [
    `compose.yaml, ${name}`,
    (service.environment ?? {}) as Yaml,
  ]),
  ...configMaps.map((map): [string, Yaml] => [
    String(at(map, 'metadata', 'name')),
    map.data as Yaml,
  ]),
  ...['api', 'directus', 'admin'].map((name): [string, Yaml] => [
    `env/${name}.env.example`,
    Object.fromEntries(exampleVariables(name)),
  ]),
];

test('every variable that deploy/ names is one of the product, or is known', () => {
  const known = new Set([...ours, ...otherNames]);
  for (const [place, variables] of settings) {
    const unknown = Object.keys(variables).filter((name) => !known.has(name));
    assert.deepEqual(unknown, [], place);
  }
});

test('what the API and Directus are told is as it must be', () => {
  const secrets = { ...parseEnv(renderNewEnvFile()), REDIS_URL: 'redis://:p@redis:6379' };
  const told = settings.filter(([, variables]) => 'TRUST_PROXY' in variables);
  assert.equal(told.length, 6);
  for (const [place, variables] of told) {
    assert.doesNotThrow(() => parseEnvironment({ ...secrets, ...(variables as object) }), place);
  }
});

test('no file of deploy/ gives a secret a value', () => {
  const names = [...secretNames, 'GENIE_INTROSPECTION_SECRET', 'POSTGRES_PASSWORD'].join('|');
  const given = new RegExp(`^.*\\b(?:${names})\\b["']?[ \\t]*[:=][ \\t]*["']?[^\\s"'#].*$`, 'gm');
  assert.ok(given.test('SECRET=abc'));
  for (const name of deployedFiles().filter((each) => !each.endsWith('.ts')))
    assert.deepEqual(readDeployed(name).match(given) ?? [], [], name);
});

test('no secret stands on a command line or among the variables of a container', () => {
  for (const [name, service] of composeServices()) {
    const variables = Object.keys((service.environment ?? {}) as Yaml);
    assert.deepEqual(
      variables.filter((each) => (secretNames as readonly string[]).includes(each)),
      [],
      name,
    );
  }
  for (const map of configMaps) {
    const variables = Object.keys(map.data as Yaml);
    assert.ok(!variables.some((each) => (secretNames as readonly string[]).includes(each)));
  }
});

test('Directus gets neither the keys of the vault nor the shared secret nor the admin token', () => {
  assert.deepEqual(
    exampleVariables('directus').map(([name]) => name),
    ['SECRET', 'DB_PASSWORD', 'GENIE_INTROSPECTION_SECRET', 'GUARD_KEY', 'METRICS_TOKEN'],
  );
  assert.ok(!exampleVariables('api').some(([name]) => name === 'SECRET' || name === 'DB_PASSWORD'));
});

describe('the addresses agree:', () => {
  test('of proxy, API and Directus in compose.yaml', () => {
    const services = Object.fromEntries(composeServices());
    const proxy = at(services, 'proxy', 'networks', 'front', 'ipv4_address');
    for (const name of ['api', 'directus', 'migrate']) {
      assert.equal(at(services, name, 'environment', 'TRUST_PROXY'), proxy, name);
    }
    assert.equal(at(services, 'api', 'environment', 'DIRECTUS_URL'), 'http://directus:8055');
  });

  test('of probes, which the API and Directus answer', async () => {
    const document = await readFile(join(root, 'docs/openapi.json'), 'utf8');
    const paths = [...readDeployed('kubernetes/api.yaml').matchAll(/httpGet: \{ path: (\S+),/g)];
    assert.deepEqual([...new Set(paths.map(([, path]) => path))], ['/healthz', '/readyz']);
    for (const [, path] of paths) assert.ok(path && path in JSON.parse(document).paths);
    assert.match(
      readDeployed('compose.yaml'),
      /:3001\/readyz', '.*:3001\/healthz'.*\n(.*\n)*.*:8055\/server\/ping'/,
    );
  });

  test('of ports, in services, policies and images', () => {
    const ports: Record<string, number> = { api: 3001, directus: 8055, proxy: 8080 };
    for (const [name, port] of Object.entries(ports)) {
      const named = kubernetesObjects().filter((each) => at(each, 'metadata', 'name') === name);
      const service = named.find(({ kind }) => kind === 'Service');
      const deployment = named.find(({ kind }) => kind === 'Deployment');
      const policy = named.find(({ kind }) => kind === 'NetworkPolicy');
      const container = at(deployment, 'spec', 'template', 'spec', 'containers', 0, 'ports', 0);
      assert.equal(at(service, 'spec', 'ports', 0, 'port'), port);
      assert.equal(at(container, 'containerPort'), port);
      assert.equal(at(policy, 'spec', 'ingress', 0, 'ports', 0, 'port'), port);
      assert.match(stageOf(name).text, new RegExp(`^EXPOSE (.* )?${port}$`, 'm'));
    }
  });

  test('of the site, which is that of docs/how-to/Caddyfile', async () => {
    const site = (text: string) =>
      text.slice(text.search(/^(genie\.example\.com|\{\$GENIE_SITE\}) \{/m));
    const howTo = await readFile(join(root, 'docs/how-to/Caddyfile'), 'utf8');
    const own = site(readDeployed('Caddyfile'))
      .replace('{$GENIE_SITE}', 'genie.example.com')
      .replace(/ \{\n\t+trusted_proxies .*\n\t+\}/g, '')
      .replace('api:3001', '127.0.0.1:3001')
      .replace('directus:8055', '127.0.0.1:8055');
    assert.equal(own, site(howTo));
  });
});

describe('the commands', () => {
  const api = stageOf('api').command;
  const directus = stageOf('directus').command;

  test('run the API with the bounds on its memory that npm run api has', () => {
    assert.deepEqual(api.slice(1, 1 + apiNodeFlags.length), apiNodeFlags);
    assert.deepEqual(
      execStartOf('genie-helper-api@.service').slice(1, 1 + apiNodeFlags.length),
      apiNodeFlags,
    );
  });

  test('are the same in images and units but for places', () => {
    const plain = (words: readonly string[]) =>
      words.slice(1).map((word) => word.replace(/^--env-file=.*\//, '--env-file='));
    assert.deepEqual(plain(api), plain(execStartOf('genie-helper-api@.service')));
    const here = plain(directus).slice(0, -2);
    assert.deepEqual(directus.slice(-2), ['--host', '0.0.0.0']);
    assert.deepEqual(here, plain(execStartOf('genie-helper-directus.service')));
    const migrate = plain(execStartOf('genie-helper-migrate.service'));
    const compose = at(Object.fromEntries(composeServices()), 'migrate', 'command') as string[];
    assert.deepEqual(plain(compose), migrate);
    const job = kubernetesObjects().find(
      (each) => at(each, 'metadata', 'name') === 'genie-migrate',
    );
    const command = at(job, 'spec', 'template', 'spec', 'containers', 0, 'command') as string[];
    assert.deepEqual(command, compose);
  });

  test('name files that are there', () => {
    for (const words of [api, directus, execStartOf('genie-helper-migrate.service')]) {
      const entry = words.find((word) => word.endsWith('.ts')) ?? '';
      assert.ok(existsSync(join(root, entry)), entry);
    }
  });
});
