import type { ButtonProps } from '@mantine/core';
import { IconPlayerStopFilled } from '@tabler/icons-react';
import { type RefObject, useLayoutEffect, useRef } from 'react';
import { IconButton } from '../../components/page.tsx';

/** Ends what is under way. It's there only so long; the focus that it had then goes to `next`. */
export function StopButton(
  props: ButtonProps & { onStop: () => void; next: RefObject<HTMLElement | null> },
) {
  const { onStop, next, ...others } = props;
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const own = button.current;
    return () => {
      if (own !== null && document.activeElement === own)
        next.current?.focus({ preventScroll: true });
    };
  }, [next]);
  return (
    <IconButton ref={button} Icon={IconPlayerStopFilled} onClick={onStop} {...others}>
      Stop
    </IconButton>
  );
}
