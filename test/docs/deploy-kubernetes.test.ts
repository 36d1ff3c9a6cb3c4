/** The manifests against the schemas of Kubernetes's own OpenAPI document, and against each other. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import {
  at,
  deployDir,
  deployedFiles,
  kubernetesObjects,
  readDeployed,
  type Yaml,
} from './deployment.ts';
import { describeSchemaErrors, describeUnknownFields } from './kubernetes-schemas.ts';

const objects = kubernetesObjects();
const nameOf = (object: Yaml) => `${object.kind} ${at(object, 'metadata', 'name')}`;
const named = (kind: string, name: string) =>
  objects.find((each) => each.kind === kind && at(each, 'metadata', 'name') === name);
const podOf = (object: Yaml | undefined) => at(object, 'spec', 'template', 'spec');

for (const object of objects) {
  test(`Kubernetes accepts ${nameOf(object)}`, async () => {
    assert.deepEqual(await describeSchemaErrors(object), []);
  });
}

test('Kubernetes knows every field of them', () => {
  assert.deepEqual(describeUnknownFields(objects), []);
});

test('a wrong value, an unknown field and an unknown kind are found', async () => {
  const deployment = structuredClone(named('Deployment', 'api') ?? {});
  (deployment.spec as Yaml).minReadySeconds = '5';
  assert.match((await describeSchemaErrors(deployment)).join(), /minReadySeconds must be integer/);
  const other = structuredClone(named('Deployment', 'api') ?? {});
  (at(podOf(other), 'containers', 0) as Yaml).readynessProbe = {};
  assert.match(describeUnknownFields([other]).join(), /"readynessProbe"' does not exist/);
  assert.match((await describeSchemaErrors({ kind: 'Deploymnet' })).join(), /no such kind/);
});

test('the kustomization names every file that is applied with it, and they are there', () => {
  const { resources } = parse(readDeployed('kubernetes/kustomization.yaml')) as {
    resources: string[];
  };
  for (const name of resources) assert.ok(existsSync(join(deployDir, 'kubernetes', name)), name);
  const apart = [
    'command-job.yaml',
    'kustomization.yaml',
    'migrate-job.yaml',
    'secrets.example.yaml',
  ];
  const files = deployedFiles().flatMap((name) => name.match(/^kubernetes\/(.*)$/)?.[1] ?? []);
  assert.deepEqual([...resources, ...apart].sort(), files.sort());
});

describe('the objects fit together:', () => {
  test('every ConfigMap and Secret that a pod asks for is there, or may be absent', () => {
    for (const object of objects) {
      const used = JSON.stringify(podOf(object) ?? {});
      const maps = [...used.matchAll(/"configMap(?:Ref)?":(\{[^}]*\})/g)];
      const secrets = [...used.matchAll(/"secretName":"([^"]+)"|"secret":\{"name":"([^"]+)"/g)];
      for (const [, text = '{}'] of maps) {
        const { name, optional } = JSON.parse(text) as { name: string; optional?: boolean };
        assert.ok(optional || named('ConfigMap', name), `${nameOf(object)}: ${name}`);
      }
      for (const [, volume, projected] of secrets) {
        assert.ok(named('Secret', volume ?? projected ?? ''), `${nameOf(object)}: ${volume}`);
      }
    }
  });

  test('every volume that a container mounts is declared, and none besides', () => {
    for (const object of objects.filter((each) => podOf(each) !== undefined)) {
      const mounts = at(podOf(object), 'containers', 0, 'volumeMounts') as Yaml[];
      const volumes = at(podOf(object), 'volumes') as Yaml[];
      const names = (list: Yaml[]) => list.map(({ name }) => String(name)).sort();
      assert.deepEqual(names(mounts), names(volumes), nameOf(object));
    }
  });

  test('every Service, policy, budget and autoscaler is about pods that there are', () => {
    const apps = new Set(
      objects.map((each) => at(each, 'spec', 'template', 'metadata', 'labels', 'app')),
    );
    for (const object of objects) {
      const selected =
        at(object, 'spec', 'selector', 'app') ??
        at(object, 'spec', 'selector', 'matchLabels', 'app') ??
        at(object, 'spec', 'podSelector', 'matchLabels', 'app');
      if (selected !== undefined) assert.ok(apps.has(selected), nameOf(object));
      if (object.kind !== 'HorizontalPodAutoscaler') continue;
      const { kind, name } = at(object, 'spec', 'scaleTargetRef') as Yaml;
      assert.ok(named(String(kind), String(name)), nameOf(object));
    }
  });
});

describe('of the API and Directus', () => {
  for (const name of ['api', 'directus']) {
    const deployment = named('Deployment', name);
    const container = at(podOf(deployment), 'containers', 0);

    test(`${name}: an autoscaler alone says how many there are, and one may always be missing`, () => {
      const scaler = named('HorizontalPodAutoscaler', name);
      const [least, most] = ['minReplicas', 'maxReplicas'].map((each) => at(scaler, 'spec', each));
      assert.ok(Number(least) >= 2 && Number(most) > Number(least));
      assert.equal(at(deployment, 'spec', 'replicas'), undefined);
      const budget = named('PodDisruptionBudget', name);
      assert.ok(Number(at(budget, 'spec', 'minAvailable')) < Number(least));
    });

    test(`${name}: its pods are spread over machines and zones`, () => {
      const spread = at(podOf(deployment), 'topologySpreadConstraints') as Yaml[];
      const keys = spread.map(({ topologyKey }) => topologyKey);
      assert.deepEqual(keys, ['kubernetes.io/hostname', 'topology.kubernetes.io/zone']);
    });

    test(`${name}: the memory that it asks for is the peak that was measured`, () => {
      const asked = megabytes(at(container, 'resources', 'requests', 'memory'));
      const limit = megabytes(at(container, 'resources', 'limits', 'memory'));
      const peak = { api: 246, directus: 591 }[name] ?? Number.NaN;
      assert.ok(asked >= peak && limit >= 2 * asked, `${asked} of ${limit}`);
    });

    test(`${name}: an authority of the operator's own is trusted where it is mounted`, () => {
      const file = String(at(named('ConfigMap', `genie-${name}`), 'data', 'NODE_EXTRA_CA_CERTS'));
      const mounts = at(container, 'volumeMounts') as Yaml[];
      assert.ok(mounts.some(({ mountPath }) => file.startsWith(`${mountPath}/`)));
    });
  }

  test('PostgreSQL is reached over TLS, by a name', () => {
    const data = at(named('ConfigMap', 'genie-directus'), 'data');
    assert.equal(at(data, 'DB_SSL'), 'true');
    assert.match(String(at(data, 'DB_HOST')), /[a-z]/);
  });

  test('servers with the shared secret reach the API past the proxy, and Prometheus does', () => {
    const ingress = at(named('NetworkPolicy', 'api'), 'spec', 'ingress') as Yaml[];
    const asked = ingress.map((rule) => JSON.stringify(at(rule, 'from')));
    assert.equal(asked.filter((from) => from.includes('genie-helper.server')).length, 1);
    assert.equal(asked.filter((from) => from.includes('"monitoring"')).length, 1);
    // Both the pod and its namespace, in one entry: two entries would let either in.
    const servers = ingress.find((rule) => JSON.stringify(rule).includes('genie-helper.server'));
    const entries = at(servers, 'from') as Yaml[];
    assert.deepEqual(
      entries.map((entry) => Object.keys(entry)),
      [['namespaceSelector', 'podSelector']],
    );
  });
});

/** In megabytes, of `256Mi` or `1Gi`. */
function megabytes(quantity: unknown): number {
  const [, number, unit] = /^(\d+)(Mi|Gi)$/.exec(String(quantity)) ?? [];
  return (Number(number) * (unit === 'Gi' ? 2 ** 30 : 2 ** 20)) / 1e6;
}
