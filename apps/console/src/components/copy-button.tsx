import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './copy-button.module.css';
import { IconButton } from './page.tsx';

/**
 * Copies a text, and says that it has; or that it couldn't, as on plain HTTP, where browsers let no page copy. It's as wide
 * as its longer name all along, so that nothing beside it moves.
 *
 * @param props `of`: which text, for screen readers where there are several
 */
export function CopyButton(props: {
  text: string;
  label: string;
  of?: string;
  size?: 'xs' | 'sm';
}) {
  const { text, label, of, size = 'sm' } = props;
  const { copied, error, copy } = useClipboard({ timeout: 2_000 });
  const shown = copied ? 'Copied' : error === null ? label : 'Select the text to copy it';
  return (
    <IconButton
      Icon={copied ? IconCheck : IconCopy}
      size={size}
      onClick={() => copy(text)}
      {...(of === undefined ? {} : { 'aria-label': shown === label ? `${label} ${of}` : shown })}
    >
      <span className={classes.names}>
        <span aria-live="polite">{shown}</span>
        {[label, 'Copied'].map((name) => (
          <span key={name} className={classes.room} aria-hidden>
            {name}
          </span>
        ))}
      </span>
    </IconButton>
  );
}
