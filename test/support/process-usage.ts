import { readFile, writeFile } from 'node:fs/promises';

/** Linux tells it in hundredths of a second (USER_HZ, proc_pid_stat(5)). */
const msPerTick = 10;

/** The processor time that these processes have used since they began, theirs and the kernel's for them, in ms. */
export async function processorMs(pids: readonly number[]): Promise<number> {
  let ticks = 0;
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name before it may have spaces and brackets in it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [userTicks, systemTicks] = [fields[11], fields[12]];
    ticks += Number(userTicks) + Number(systemTicks);
  }
  return ticks * msPerTick;
}

/** The memory that a process holds now, in MB. */
export function residentMegabytes(pid: number): Promise<number> {
  return memoryMegabytes(pid, 'VmRSS');
}

/** The most that it has held since `resetPeak`, in MB. */
export function peakMegabytes(pid: number): Promise<number> {
  return memoryMegabytes(pid, 'VmHWM');
}

/** Lets the peak begin anew (proc_pid_clear_refs(5)). */
export async function resetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}

async function memoryMegabytes(pid: number, line: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${line}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
}
