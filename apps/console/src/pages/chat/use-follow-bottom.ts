import { useCallback, useLayoutEffect, useRef, useState } from 'react';

/** How far from the end still counts as reading the end, in pixels. */
const slack = 48;

/**
 * Keeps the end of a growing text in view, unless its reader has scrolled up; what is put in above moves nothing.
 *
 * @param topKey names what stands first; another one says that something was put in above
 */
export function useFollowBottom(topKey: string | number | undefined) {
  const viewport = useRef<HTMLElement>(null);
  const content = useRef<HTMLElement>(null);
  const isFollowing = useRef(true);
  const before = useRef({ topKey, height: 0 });
  const [isAtEnd, setIsAtEnd] = useState(true);

  const toEnd = useCallback(() => {
    isFollowing.current = true;
    setIsAtEnd(true);
    const box = viewport.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
  }, []);

  useLayoutEffect(() => {
    const [box, inner] = [viewport.current, content.current];
    if (box === null || inner === null) return;
    let lastTop = box.scrollTop;
    const onScroll = () => {
      const isEnd = box.scrollHeight - box.scrollTop - box.clientHeight <= slack;
      // The text may have grown between a scroll and its event: only who goes up leaves the end.
      if (isEnd || box.scrollTop < lastTop) isFollowing.current = isEnd;
      lastTop = box.scrollTop;
      setIsAtEnd(isFollowing.current);
    };
    const observer = new ResizeObserver(() => {
      if (isFollowing.current) box.scrollTop = box.scrollHeight;
      before.current.height = box.scrollHeight;
    });
    observer.observe(inner);
    observer.observe(box);
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener('scroll', onScroll);
    };
  }, []);

  useLayoutEffect(() => {
    const box = viewport.current;
    if (box === null) return;
    const { topKey: oldKey, height } = before.current;
    if (oldKey !== topKey && !isFollowing.current) box.scrollTop += box.scrollHeight - height;
    before.current = { topKey, height: box.scrollHeight };
  }, [topKey]);

  return { viewport, content, isAtEnd, toEnd };
}
