/**
 * The usual single flight, as a control: whoever asks while a call is under way gets that call's answer,
 * though it may have been decided before they asked.
 */
export function singleFlight<T>(call: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (key) => {
    const current = underWay.get(key) ?? call(key).finally(() => underWay.delete(key));
    underWay.set(key, current);
    return current;
  };
}
