/**
 * The dashboard is one that Grafana imports. There is no validator of Grafana's to install, so here is as much of its
 * schema as the dashboard uses, strict in both directions: fields after "Dashboard JSON model" of Grafana's
 * documentation (grafana.com/docs/grafana/latest/visualizations/dashboards/build-dashboards/view-dashboard-json-model/)
 * and `kinds/dashboard/dashboard_kind.cue` of its repository, for schema versions 36 to 41.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import Type, { type Static, type TProperties } from 'typebox';
import { Errors } from 'typebox/value';
import { root } from '../support/documents.ts';

const strict = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
const oneOf = <const Values extends string[]>(...values: Values) => Type.Enum(values);

const dataSource = strict({
  type: Type.Literal('prometheus'),
  uid: Type.String({ pattern: '^\\$\\{datasource\\}$' }),
});
const target = strict({
  refId: Type.String({ pattern: '^[A-Z]$' }),
  expr: Type.String({ minLength: 1 }),
  legendFormat: Type.String(),
  datasource: dataSource,
});
const panel = strict({
  id: Type.Integer({ minimum: 1 }),
  title: Type.String({ minLength: 1 }),
  description: Type.String(),
  type: oneOf('timeseries', 'stat', 'gauge', 'table'),
  datasource: dataSource,
  gridPos: strict({
    x: Type.Integer({ minimum: 0, maximum: 23 }),
    y: Type.Integer({ minimum: 0 }),
    w: Type.Integer({ minimum: 1, maximum: 24 }),
    h: Type.Integer({ minimum: 1 }),
  }),
  fieldConfig: strict({
    defaults: strict({
      unit: Type.String(),
      min: Type.Optional(Type.Number()),
      max: Type.Optional(Type.Number()),
      custom: Type.Record(Type.String(), Type.Unknown()),
    }),
    overrides: Type.Array(Type.Unknown()),
  }),
  options: strict({
    legend: strict({
      displayMode: oneOf('list', 'table', 'hidden'),
      placement: oneOf('bottom', 'right'),
      calcs: Type.Array(oneOf('mean', 'max', 'min', 'last', 'lastNotNull', 'sum')),
    }),
    tooltip: strict({ mode: oneOf('single', 'multi', 'none'), sort: oneOf('none', 'asc', 'desc') }),
  }),
  targets: Type.Array(target, { minItems: 1 }),
});
const variable = strict({
  name: Type.String({ pattern: '^\\w+$' }),
  label: Type.String(),
  type: oneOf('datasource', 'query'),
  query: Type.Union([Type.String(), strict({ query: Type.String(), refId: Type.String() })]),
  definition: Type.Optional(Type.String()),
  datasource: Type.Optional(dataSource),
  refresh: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 })),
  sort: Type.Optional(Type.Integer({ minimum: 0, maximum: 8 })),
  current: Type.Optional(Type.Object({})),
});
const dashboard = strict({
  title: Type.String({ minLength: 1 }),
  uid: Type.String({ pattern: '^[\\w-]{1,40}$' }),
  tags: Type.Array(Type.String()),
  schemaVersion: Type.Integer({ minimum: 36, maximum: 41 }),
  version: Type.Integer(),
  editable: Type.Boolean(),
  refresh: Type.String({ pattern: '^\\d+[smh]$' }),
  time: strict({ from: Type.String(), to: Type.String() }),
  timezone: oneOf('browser', 'utc'),
  templating: strict({ list: Type.Array(variable) }),
  annotations: strict({ list: Type.Array(Type.Unknown()) }),
  panels: Type.Array(panel),
});

type Dashboard = Static<typeof dashboard>;
const text = readFileSync(join(root, 'deploy/grafana/genie-helper.json'), 'utf8');
const shipped: Dashboard = JSON.parse(text);

test('the dashboard keeps to the schema of Grafana, field by field', () => {
  assert.deepEqual(
    [...Errors(dashboard, shipped)].map(
      ({ instancePath, message }) => `${instancePath} ${message}`,
    ),
    [],
  );
});

test('no two panels have one id, or lie on one another, and none leaves the grid', () => {
  const ids = shipped.panels.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  const taken = new Set<string>();
  for (const { title, gridPos } of shipped.panels) {
    assert.ok(gridPos.x + gridPos.w <= 24, title);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        assert.ok(!taken.has(`${x},${y}`), `${title} lies on another panel`);
        taken.add(`${x},${y}`);
      }
    }
  }
});

test('every variable that is used is there', () => {
  const known = ['__rate_interval', ...shipped.templating.list.map(({ name }) => name)];
  const used = [...text.matchAll(/\$\{?(\w+)\}?/g)].map(([, name = '']) => name);
  assert.deepEqual(
    used.filter((name) => !known.includes(name)),
    [],
  );
});

const isInstalled = spawnSync('promtool', ['--version'], { timeout: 10_000 }).error === undefined;
const skip = isInstalled ? false : 'promtool is not installed (apt-get install prometheus)';

test('Prometheus reads every query', { skip }, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'genie-dashboard-'));
  try {
    const queries = shipped.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    const rules = queries.map((expr, index) => ({
      record: `query_${index}`,
      expr: expr.replaceAll('$__rate_interval', '1m').replace(/\$\w+/g, 'genie-helper'),
    }));
    const path = join(dir, 'rules.yaml');
    // JSON is YAML.
    await writeFile(path, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', path], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.equal(status, 0, stdout + stderr);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
