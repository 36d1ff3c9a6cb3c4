import type { StopSignal, World } from './cli-context.ts';

/** npm passes on the Ctrl-C that the terminal has sent us already: one key, two signals. */
const sameKeyPressMs = 500;

const signalNumbers: Readonly<Record<StopSignal, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/** Whether somebody wants `up` to stop. */
export interface Interruption {
  /** Aborted by the first stop signal. */
  signal: AbortSignal;
  /** Resolves at the first stop signal. */
  requested: Promise<void>;
  /** 128 + n, by which shells say "ended by signal n"; 0 while none came. */
  exitCode(): number;
  dispose(): void;
}

/**
 * Listens for stop signals.
 *
 * @param onInsist called when a second one comes while the first is being obeyed
 */
export function watchInterruption(
  world: Pick<World, 'onSignal' | 'now'>,
  onInsist: (exitCode: number) => void,
): Interruption {
  const controller = new AbortController();
  let first: { signal: StopSignal; at: number } | undefined;
  const dispose = world.onSignal((signal) => {
    if (first === undefined) {
      first = { signal, at: world.now() };
      controller.abort();
    } else if (world.now() - first.at >= sameKeyPressMs) {
      onInsist(128 + signalNumbers[signal]);
    }
  });
  const requested = new Promise<void>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  return {
    signal: controller.signal,
    requested,
    exitCode: () => (first === undefined ? 0 : 128 + signalNumbers[first.signal]),
    dispose,
  };
}
