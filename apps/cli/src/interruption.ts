import type { CliContext, StopSignal } from './cli-context.ts';

/** npm passes on the Ctrl-C that the terminal has sent us already: one key, two signals. */
const sameKeyPressMs = 500;
const signalNumbers: Readonly<Record<StopSignal, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/** Whether somebody wants `up` to stop. */
export type Interruption = ReturnType<typeof watchInterruption>;

/**
 * Listens for stop signals.
 *
 * @param onInsist called when a second one comes while the first is being obeyed
 */
export function watchInterruption(
  context: Pick<CliContext, 'onSignal' | 'now'>,
  onInsist: (exitCode: number) => void,
) {
  const controller = new AbortController();
  let first: { signal: StopSignal; at: number } | undefined;
  const dispose = context.onSignal((signal) => {
    if (first === undefined) {
      first = { signal, at: context.now() };
      controller.abort();
    } else if (context.now() - first.at >= sameKeyPressMs) {
      onInsist(128 + signalNumbers[signal]);
    }
  });
  const requested = new Promise<void>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  return {
    /** Aborted by the first stop signal. */
    signal: controller.signal,
    /** Resolves at the first stop signal. */
    requested,
    /** 128 + n, by which shells say "ended by signal n"; 0 while none came. */
    exitCode: () => (first === undefined ? 0 : 128 + signalNumbers[first.signal]),
    dispose,
  };
}

/**
 * Runs a command that a stop signal ends.
 *
 * @param onInsist called before this process ends at once, because of a second signal
 * @returns what `run` gave, or 128 + n where signal n made it fail
 */
export async function runInterruptibly(
  context: Pick<CliContext, 'onSignal' | 'now' | 'exit'>,
  run: (interruption: Interruption) => Promise<number>,
  onInsist = () => {},
): Promise<number> {
  const interruption = watchInterruption(context, (exitCode) => {
    onInsist();
    context.exit(exitCode);
  });
  try {
    return await run(interruption);
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitCode();
    throw error;
  } finally {
    interruption.dispose();
  }
}
