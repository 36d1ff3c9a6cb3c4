/** How many captions of one person are written at once: a model of one's own writes one after another anyway. */
export const mostAtOnce = 2;

/**
 * Does one thing for each item, in their order, a few at once. A failure of one is that one's; the rest goes on.
 *
 * @param write what is done for an item; it fails never, and gives false where the rest would be refused as well
 * @param giveUp told of each item that wasn't begun then
 */
export async function writeEach<Item>(
  items: readonly Item[],
  write: (item: Item) => Promise<boolean>,
  giveUp: (item: Item) => void,
): Promise<void> {
  const left = [...items];
  let goesOn = true;
  async function worker(): Promise<void> {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      if (!goesOn) giveUp(item);
      else if (!(await write(item))) goesOn = false;
    }
  }
  await Promise.all(Array.from({ length: mostAtOnce }, worker));
}
