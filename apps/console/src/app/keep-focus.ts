/**
 * Keeps a keyboard where it was. When what has the focus goes away or can't be used for a while, such as a button whose
 * work is under way, browsers give the focus to the page as a whole, and the next Tab begins at its top. Then it comes
 * back once the same thing can be used again; where that is gone, it goes to what stood nearest.
 *
 * Whatever takes the focus itself meanwhile has it: a dialog, a heading of a new page.
 *
 * @param first what had the focus when this was asked for, where it was shown to have it; it may have lost it since
 */
export function keepFocus(first: HTMLElement | undefined): void {
  let last: HTMLElement | undefined;
  let around: HTMLElement[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const note = (target: unknown) => {
    if (!(target instanceof HTMLElement) || target === document.body) return;
    // Who points at things misses nothing, and a field that takes the focus would bring up a phone's keyboard.
    last = target.matches(':focus-visible') ? target : undefined;
    around = [];
    for (let one = target.parentElement; one !== null; one = one.parentElement) around.push(one);
  };
  const look = () => {
    if (last === undefined || document.activeElement !== document.body) return;
    if (last.isConnected && isSeen(last)) {
      // What is only busy gets it back when it no longer is.
      if (!last.matches(':disabled')) last.focus({ preventScroll: true });
      return;
    }
    const near = around.find((one) => one.isConnected && isSeen(one));
    const next = near && firstIn(near);
    (next ?? document.querySelector<HTMLElement>('[data-page-heading]'))?.focus({
      preventScroll: true,
    });
  };

  last = first;
  note(document.activeElement);
  look();
  document.addEventListener('focusin', ({ target }) => note(target));
  // Who presses beside everything wants it nowhere.
  document.addEventListener('pointerdown', () => {
    last = undefined;
  });
  new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(look, settledMs);
  }).observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['disabled', 'hidden', 'style', 'class'],
  });
}

/** Long enough for a dialog to give the focus back by itself, in milliseconds. */
const settledMs = 100;

const focusable =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

function firstIn(box: HTMLElement): HTMLElement | undefined {
  return [...box.querySelectorAll<HTMLElement>(focusable)].find(
    (one) => one.tabIndex >= 0 && isSeen(one),
  );
}

function isSeen(one: HTMLElement): boolean {
  return one.checkVisibility({ visibilityProperty: true });
}
