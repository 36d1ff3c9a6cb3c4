import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { newSecretFiles } from '../../deploy/make-secrets.ts';
import { composeSchema } from './compose-schema.ts';
import { at, composeServices, readDeployed, type Yaml } from './deployment.ts';

const text = readDeployed('compose.yaml');
const compose = parse(text, { merge: true }) as Yaml;
const services = Object.fromEntries(composeServices());

function findErrors(value: unknown): string[] {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictTuples: false });
  addFormats.default(ajv);
  ajv.validate(composeSchema, value);
  return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('compose.yaml', () => {
  test('has what the Compose specification knows, and nothing else', () => {
    assert.deepEqual(findErrors(compose), []);
  });

  test('is refused with a misspelt element, or a value of another type', () => {
    const wrong = structuredClone(compose);
    Object.assign(at(wrong, 'services', 'api') as Yaml, { mem_limits: '1g', init: 'yes' });
    assert.deepEqual(findErrors(wrong), [
      '/services/api must NOT have additional properties',
      '/services/api/init must be boolean',
    ]);
  });

  test('names only networks, volumes, files and services that it has', () => {
    for (const [name, service] of Object.entries(services)) {
      const networks = service.networks as Yaml | string[];
      const named: Record<string, string[]> = {
        networks: Array.isArray(networks) ? networks : Object.keys(networks),
        volumes: ((service.volumes ?? []) as string[]).map((each) => each.split(':')[0] ?? ''),
        secrets: ((service.secrets ?? []) as (string | Yaml)[]).map((each) =>
          typeof each === 'string' ? each : String(each.source),
        ),
        configs: ((service.configs ?? []) as Yaml[]).map(({ source }) => String(source)),
        services: Object.keys((service.depends_on ?? {}) as Yaml),
      };
      for (const [kind, names] of Object.entries(named)) {
        const there = Object.keys((compose[kind] ?? {}) as Yaml);
        assert.deepEqual(
          names.filter((each) => !there.includes(each)),
          [],
          `${kind} of ${name}`,
        );
      }
    }
  });

  test('needs nothing in the environment of whoever types a command', () => {
    const asked = [...text.matchAll(/\$\{(\w+)([^}]*)\}/g)].map(([, name, rest]) => [name, rest]);
    assert.ok(asked.length > 0);
    for (const [name, rest] of asked) assert.match(rest ?? '', /^:-./, `${name} has no default`);
  });

  test('has one version for the images of the product, which can be set back', () => {
    const built = Object.values(services).filter((service) => service.build !== undefined);
    assert.equal(built.length, 5);
    for (const { image } of built) {
      assert.match(String(image), /^genie-helper-\w+:\$\{GENIE_VERSION:-\d+\.\d+\.\d+\}$/);
    }
  });

  test('bounds the memory of every container', () => {
    for (const [name, { mem_limit }] of Object.entries(services)) {
      assert.match(String(mem_limit), /^\d+[mg]$/, name);
    }
    const redis = newSecretFiles('owner@example.com')['redis.conf'] ?? '';
    const [, refuses] = /^maxmemory (\d+)mb$/m.exec(redis) ?? [];
    const [, ended] = /^(\d+)m$/.exec(String(services.redis?.mem_limit)) ?? [];
    // Redis refuses a write before Docker would end it.
    assert.ok(Number(refuses) <= 0.8 * Number(ended));
  });

  test('restarts whatever serves, and asks each of our servers how it is', () => {
    for (const [name, service] of Object.entries(services)) {
      const isOnce = ['migrate', 'genie'].includes(name);
      assert.equal(service.restart, isOnce ? 'no' : 'unless-stopped', name);
    }
    for (const name of ['api', 'directus']) {
      const words = at(services[name], 'healthcheck', 'test') as string[];
      assert.deepEqual(words.slice(0, 3), ['CMD', 'node', 'deploy/health-check.ts']);
    }
  });
});
