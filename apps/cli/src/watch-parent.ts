const pollMs = 500;

/**
 * Notices that the process that started this one is gone, even if it was killed.
 *
 * @param onGone called once
 * @returns ends the watch
 */
export function watchParent(onGone: () => void): () => void {
  const parentPid = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parentPid) return;
    clearInterval(timer);
    onGone();
  }, pollMs);
  timer.unref();
  return () => clearInterval(timer);
}
