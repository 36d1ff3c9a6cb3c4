import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertDifferentPorts, checkPort, reservePort } from '../src/commands/up/ports.ts';
import { freePorts, occupyPort } from './support/installation.ts';

test('names the port in use and the variable that chooses it', async (t) => {
  const port = await occupyPort(t);
  const place = { host: '127.0.0.1', port, variable: 'SERVER_PORT' } as const;
  await assert.rejects(checkPort(place), {
    message: `Port ${port} is in use (SERVER_PORT).`,
    hint: 'Stop what listens there or set another port in .env.',
  });
});

test('holds a port until it is released, so a second start is refused', async () => {
  const port = Number((await freePorts()).SERVER_PORT);
  const place = { host: '127.0.0.1', port, variable: 'SERVER_PORT' } as const;
  const release = await reservePort(place);
  await assert.rejects(checkPort(place), /is in use/);
  await release();
  await checkPort(place);
});

test('names HOST when it is no address of this machine', async () => {
  const place = { host: '192.0.2.1', port: 4001, variable: 'SERVER_PORT' } as const;
  await assert.rejects(checkPort(place), { message: /192\.0\.2\.1 .*\(HOST\)/ });
});

test('refuses one port for both servers', () => {
  const api = { host: '127.0.0.1', port: 4001, variable: 'SERVER_PORT' } as const;
  const directus = { host: '127.0.0.1', port: 4001, variable: 'DIRECTUS_URL' } as const;
  assert.throws(() => assertDifferentPorts(api, directus), /both say port 4001/);
});
