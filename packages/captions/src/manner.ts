/** How much of a caption shows before it is unfolded: the hook has to lie in here. */
const hookLines = 2;
const hookCharacters = 120;

/**
 * Whether the first two lines hold a hook: a question, an exclamation, a trailing "…" or a word
 * to the viewer, within the first 120 characters (about what is shown before "more").
 */
export function hasHook(caption: string): boolean {
  const lines = caption
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, hookLines);
  const shown = lines.join('\n').slice(0, hookCharacters);
  return (
    /[?!…？！؟]|\.\.\.|\b(?:you|your|you're|you'll|you've)\b/iu.test(shown) && /\p{L}/u.test(shown)
  );
}

/** Whether the caption tells its reader to subscribe; telling them not to is no invitation. */
export function invitesToSubscribe(caption: string): boolean {
  const asked = caption.replace(
    /\b(?:don['’]?t|do not|never|can['’]?t|cannot|no need to|not)\s+(?:\w+\s+)?subscribe\b/giu,
    '',
  );
  return /(?<![#＃])\bsubscribe\b/iu.test(asked);
}

/** Whether the caption talks with its reader: I, we or you in it, or a question. */
export function isConversational(caption: string): boolean {
  return (
    /[?？؟]/u.test(caption) ||
    /\b(?:i|i'm|i’m|i've|i’ve|i'll|i’ll|me|my|we|our|us|you|your|you're|you’re|y'all)\b/iu.test(
      caption,
    )
  );
}
