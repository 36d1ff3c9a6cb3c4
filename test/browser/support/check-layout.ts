import type { Page } from 'playwright-core';

/**
 * What is wrong with the page as it is laid out now: that it scrolls sideways, that something to press or to fill in is
 * outside of its window or under something else, that people's text has no direction of its own, that a text is cut and
 * there is no way to see the rest, that a day is written in another way than all the others.
 *
 * Where a dialog stands before the page, only the dialog is looked at.
 *
 * @returns a sentence a fault
 */
export async function layoutFaults(page: Page): Promise<string[]> {
  await page.evaluate(
    () => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))),
  );
  return await page.evaluate(() => {
    const faults = new Set<string>();
    const dialogs = [...document.querySelectorAll<HTMLElement>('[role=dialog]')].filter(
      (one) => one.getClientRects().length > 0,
    );
    const root = dialogs.at(-1) ?? document.body;
    const name = (one: Element) => one.outerHTML.replace(/\s+/g, ' ').slice(0, 160);
    const isSeen = (one: Element) =>
      one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      one.getClientRects().length > 0;

    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) {
      faults.add(`the page scrolls sideways by ${scrollWidth - clientWidth} px`);
    }

    /** The part of a control that is seen: a box that is ticked is often one beside the real one. */
    const boxOf = (one: Element) => {
      if (!(one instanceof HTMLInputElement)) return one;
      const isHidden =
        one.getBoundingClientRect().width < 4 || getComputedStyle(one).opacity === '0';
      return isHidden ? (one.labels?.[0] ?? one.closest('label') ?? one) : one;
    };
    const actions = root.querySelectorAll(
      'a[href], button, input, select, textarea, summary, [role=tab], [role=option]',
    );
    const { scrollX, scrollY } = window;
    for (const action of actions) {
      const box = boxOf(action);
      if (!isSeen(box) || action.closest('[aria-hidden=true]')) continue;
      if (action.classList.contains('genie-skip-link')) continue;
      box.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
      const { left, right, top, width, height } = box.getBoundingClientRect();
      if (width < 2 || height < 2) continue;
      if (left < -0.5 || right > window.innerWidth + 0.5) {
        faults.add(
          `out of the window (${Math.round(left)} to ${Math.round(right)}): ${name(action)}`,
        );
        continue;
      }
      // A link of several lines has no middle.
      const [line] = box.getClientRects();
      const [x, y] =
        line && box instanceof HTMLAnchorElement
          ? [line.left + line.width / 2, line.top + line.height / 2]
          : [left + width / 2, top + height / 2];
      const hit = document.elementFromPoint(x, y);
      if (hit === null) faults.add(`can't be scrolled to: ${name(action)}`);
      else if (
        !box.contains(hit) &&
        !hit.contains(box) &&
        hit.closest('label')?.control !== action
      ) {
        faults.add(`under ${name(hit).slice(0, 80)}: ${name(action)}`);
      }
    }
    window.scrollTo(scrollX, scrollY);

    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      const parent = node.parentElement;
      if (text === '' || parent === null || parent.closest('script, style, title')) continue;
      const isRightToLeft = /^[\p{P}\p{Z}\p{N}]*[\u0590-\u08ff]/u.test(text);
      if (isRightToLeft && isSeen(parent)) {
        const isDirected =
          parent.closest('[dir=auto], bdi') !== null ||
          getComputedStyle(parent).unicodeBidi.includes('plaintext');
        if (!isDirected) faults.add(`no direction of its own: ${name(parent)}`);
      }
      if (
        /\b\d{4}-\d\d-\d\d\b|\b\d{1,2}\/\d{1,2}\/\d{2,4}\b|\b[A-Z][a-z]{2} \d{1,2}, \d{4}\b/.test(
          text,
        )
      ) {
        if (parent.closest('textarea, pre, code') === null) faults.add(`another date: ${text}`);
      }
      if (/\b\d{1,2} [A-Z][a-z]{2,8} \d{4}\b/.test(text) && parent.closest('time') === null) {
        faults.add(`a date without <time>: ${text.slice(0, 80)}`);
      }
    }
    for (const field of root.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
      'textarea, input:is([type=text], [type=search], :not([type]))',
    )) {
      if (
        isSeen(field) &&
        field.dir !== 'auto' &&
        field.inputMode !== 'numeric' &&
        !field.readOnly
      ) {
        faults.add(`a field without a direction of its own: ${name(field)}`);
      }
    }

    for (const one of root.querySelectorAll<HTMLElement>('*')) {
      const { overflowX, textOverflow, webkitLineClamp } = getComputedStyle(one);
      // What only screen readers have is one pixel wide.
      const isThere = isSeen(one) && one.clientWidth > 1 && one.textContent?.trim() !== '';
      if (overflowX === 'visible' || !isThere) continue;
      // Columns that stay in sight would lie over others.
      const isOverlaid = [...one.querySelectorAll('td')].some(
        (cell) => getComputedStyle(cell).position === 'sticky',
      );
      const mayScroll =
        one.matches('pre, textarea') || (one.matches('[role=region]') && !isOverlaid);
      if (overflowX !== 'hidden' && one.scrollWidth > one.clientWidth + 1 && !mayScroll) {
        faults.add(`a part scrolls sideways: ${name(one)}`);
      }
      const isLow = one.scrollHeight > one.clientHeight + 3;
      if (isLow && webkitLineClamp === 'none' && one.closest('button') !== null) {
        faults.add(`cut in its height: ${name(one)}`);
      }
      const isCut =
        (textOverflow === 'ellipsis' && one.scrollWidth > one.clientWidth + 1) ||
        (webkitLineClamp !== 'none' && one.scrollHeight > one.clientHeight + 1) ||
        (one.closest('button, label') !== null && one.scrollWidth > one.clientWidth + 1);
      if (!isCut || one instanceof HTMLInputElement) continue;
      const isToBeHad =
        one.closest('[title]') !== null ||
        one.parentElement?.querySelector('[aria-expanded]') !== null;
      if (!isToBeHad) faults.add(`cut, and nowhere whole: ${name(one)}`);
    }
    return [...faults];
  });
}
