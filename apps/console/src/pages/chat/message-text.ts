/** The most characters that the API takes in a message, counted in code points as it counts them. */
export const maxMessageLength = 4_000;

/** From here on the count is worth a look. */
const nearLimit = maxMessageLength * 0.9;

/** Control characters but for line breaks and tabs; the API refuses them, and they come with pasted text. */
const unwanted = /[^\P{Cc}\n\r\t]/gu;

/** The message as it is sent: without what is around it and what nobody can see. */
export function toMessage(draft: string): string {
  return draft.replace(unwanted, '').toWellFormed().trim();
}

/** How long the message would be, and whether it may be sent. */
export function measureMessage(draft: string): {
  length: number;
  excess: number;
  isNearLimit: boolean;
  maySend: boolean;
} {
  let length = 0;
  for (const _ of toMessage(draft)) length += 1;
  const excess = Math.max(0, length - maxMessageLength);
  return {
    length,
    excess,
    isNearLimit: length >= nearLimit,
    maySend: length > 0 && excess === 0,
  };
}
