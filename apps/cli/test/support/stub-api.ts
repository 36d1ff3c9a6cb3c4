/**
 * Does what `up` relies on from the API's process, and says on request what it was given:
 * `GET /environment` lists the names of its variables, never their values.
 */
import { createServer } from 'node:http';
import { env } from 'node:process';

const { HOST, SERVER_PORT, LLM_MODEL } = env;

if (LLM_MODEL === 'refuses-to-start') {
  process.stderr.write('HTTPS_CERT_PATH names a file that is not there.\n');
  process.exit(1);
}

if (LLM_MODEL === 'throws') throw new Error('GET /x states no guard.');

const server = createServer((request, answer) => {
  if (request.url === '/environment') answer.end(JSON.stringify(Object.keys(env)));
  else if (request.url === '/die') process.exit(3);
  else if (request.url === '/throw') setImmediate(throwLater);
  else answer.writeHead(200).end();
});
server.listen(Number(SERVER_PORT ?? 3001), HOST ?? '127.0.0.1', () =>
  process.stdout.write('{"msg":"listening"}\n'),
);

function throwLater() {
  throw new TypeError('The list is empty.');
}

function close() {
  if (LLM_MODEL === 'never-stops') return;
  process.stdout.write('{"msg":"closed"}\n');
  process.exit(0);
}
process.on('SIGTERM', close);
process.on('SIGINT', () => process.exit(99));
process.on('disconnect', () => process.exit(0));
