/**
 * The health check of a container, which also ends a program that hangs: Docker restarts what has ended, and leaves alone what
 * is merely unhealthy.
 *
 *     node health-check.ts <program> <address that says whether it's ready> <address that any live process answers> [milliseconds]
 *
 * Ends with 0 if the first address answers 2xx. If the second one gives no answer at all, three times in a row and after it has
 * answered once, the program is killed: what the container's init runs, with that file among its words. So a program that only
 * waits for another one is never killed, and neither is one that is still starting.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const unansweredAtMost = 3;
/** Docker makes /tmp anew with each start of the container. */
const memory = '/tmp/genie-health';

const [program = '', readyUrl = '', aliveUrl = '', timeoutMs = '4000'] = process.argv.slice(2);
if (!program.endsWith('.ts') || !URL.canParse(readyUrl) || !URL.canParse(aliveUrl)) {
  throw new Error('Say which program it is, and which two addresses to ask.');
}
const [ready, alive] = await Promise.all([statusOf(readyUrl), statusOf(aliveUrl)]);
if (alive !== undefined) {
  writeFileSync(memory, '0');
} else {
  const failures = recall();
  if (failures !== undefined) writeFileSync(memory, String(failures + 1));
  if (failures !== undefined && failures + 1 >= unansweredAtMost) {
    process.stdout.write(
      `no answer ${unansweredAtMost} times: the program is ended, to be started anew\n`,
    );
    rmSync(memory);
    for (const pid of findProgram()) process.kill(pid, 'SIGKILL');
  }
}
process.exitCode = ready !== undefined && ready >= 200 && ready < 300 ? 0 : 1;

async function statusOf(url: string): Promise<number | undefined> {
  return await fetch(url, { signal: AbortSignal.timeout(Number(timeoutMs)) }).then(
    ({ status }) => status,
    () => undefined,
  );
}

/** How many questions got no answer since the last answer; undefined if it has never answered. */
function recall(): number | undefined {
  try {
    return Number(readFileSync(memory, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The children of the container's init that run the program. */
function findProgram(): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name before, in parentheses, may hold anything.
      const parent = Number(stat.slice(stat.lastIndexOf(')')).split(' ')[2]);
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return parent === 1 && pid !== process.pid && words.includes(program);
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
}
