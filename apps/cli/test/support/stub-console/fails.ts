import { env } from 'node:process';

process.stderr.write(`a page is broken; the variables: ${Object.keys(env).sort().join(' ')}\n`);
process.exitCode = 1;
