/**
 * The frame of all mails, as plain text and as HTML.
 *
 * Guarantees: what a mail says is text, so no markup in it counts; links lead to http(s) alone; nothing is loaded when
 * it's opened: no picture, no font, no tracking.
 * Mail programs know little CSS: tables hold the layout, each element has its style on it, and what only some of them
 * know (dark colours, narrow screens) comes on top of that.
 */

/** A mail as people read it. */
export interface Letter {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Whose account it's about, for the log; no log names an address. */
  userId?: string;
}

/** A part of a mail, from top to bottom: a paragraph, the button with its link, names with values, or a quiet link. */
export type LetterBlock =
  | string
  | { button: string; url: string }
  | { facts: readonly (readonly [name: string, value: string])[] }
  | { link: string; url: string };

/** What a mail says; the frame around it is the same for all. The subject is its heading as well. */
export interface LetterContent {
  subject: string;
  blocks: readonly LetterBlock[];
}

const product = 'Genie Helper';
const footer = 'Sent by a program. Nobody reads answers to this mail.';

/**
 * Puts a mail into its frame.
 *
 * @param letter whom it's for, and what it says
 * @throws TypeError where a link leads to anything but http(s)
 */
export function writeLetter({
  to,
  userId,
  subject,
  blocks,
}: LetterContent & { to: string; userId?: string }): Letter {
  const text = `${blocks.map(toText).join('\n\n')}\n\n-- \n${product}\n${footer}\n`;
  const html = renderFrame(subject, blocks.map(toHtml).join('\n'));
  return { to, subject, text, html, ...(userId === undefined ? {} : { userId }) };
}

function toText(block: LetterBlock): string {
  if (typeof block === 'string') return wrap(block);
  if ('facts' in block) {
    const width = Math.max(...block.facts.map(([name]) => name.length)) + 1;
    return block.facts.map(([name, value]) => `${`${name}:`.padEnd(width)} ${value}`).join('\n');
  }
  return `${'button' in block ? block.button : block.link}:\n${assertWebAddress(block.url)}`;
}

const lineLength = 72;

/** Breaks a paragraph between words; a link is never broken. */
function wrap(paragraph: string): string {
  const lines: string[] = [];
  for (const word of paragraph.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > lineLength) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}

function assertWebAddress(url: string): string {
  if (/^https?:\/\/[^\s"<>]+$/.test(url)) return url;
  throw new TypeError('A link in a mail leads to http(s).');
}

const font =
  "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;";

/** The console's accent: dark enough for white text. In the dark links are lighter. */
const accent = '#0f6b67';

const styles = `
  a { color: ${accent}; }
  @media (max-width: 480px) {
    .outer { padding: 12px 8px !important; }
    .card { padding: 24px 20px !important; }
    .button { width: 100% !important; }
    .button a { display: block !important; text-align: center !important; }
    .name, .value { display: block !important; width: auto !important; }
    .name { padding: 0 !important; }
    .value { padding: 0 0 10px !important; }
  }
  @media (prefers-color-scheme: dark) {
    body, .ground { background-color: #141517 !important; }
    .card { background-color: #1f2124 !important; border-color: #383b40 !important; }
    .ink { color: #f1f3f5 !important; }
    .dim { color: #adb5bd !important; }
    .brand, .link { color: #70c1bb !important; }
    .rule { border-color: #383b40 !important; }
  }`;

function toHtml(block: LetterBlock): string {
  if (typeof block === 'string') {
    return `<p class="ink" style="margin:0 0 16px;color:#212529;word-break:break-word;">${escapeHtml(block)}</p>`;
  }
  if ('facts' in block) {
    return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px;">${block.facts.map(toRow).join('')}</table>`;
  }
  const url = escapeHtml(assertWebAddress(block.url));
  if ('link' in block) {
    return `<p class="dim" style="margin:0 0 16px;color:#495057;"><a class="link" href="${url}" style="color:${accent};">${escapeHtml(block.link)}</a></p>`;
  }
  return `<table role="presentation" class="button" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 16px;"><tr><td bgcolor="${accent}" style="border-radius:8px;background-color:${accent};"><a href="${url}" style="display:inline-block;padding:12px 24px;font-weight:600;color:#ffffff;text-decoration:none;">${escapeHtml(block.button)}</a></td></tr></table>
<p class="dim" style="margin:0 0 16px;font-size:13px;line-height:1.5;color:#495057;">If the button does not open, copy this address into your browser:<br><a class="link" href="${url}" style="color:${accent};word-break:break-all;">${url}</a></p>`;
}

function toRow([name, value]: readonly [name: string, value: string]): string {
  return `<tr><td class="name dim" valign="top" style="padding:2px 16px 2px 0;color:#495057;">${escapeHtml(name)}</td><td class="value ink" valign="top" style="padding:2px 0;color:#212529;word-break:break-word;">${escapeHtml(value)}</td></tr>`;
}

function renderFrame(subject: string, content: string): string {
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${escapeHtml(subject)}</title>
<style>${styles}
</style>
</head>
<body style="margin:0;padding:0;background-color:#f1f3f5;">
<table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#f1f3f5" style="background-color:#f1f3f5;"><tr><td class="outer" align="center" style="padding:32px 16px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;"><tr><td class="card" align="left" bgcolor="#ffffff" style="padding:32px 36px;background-color:#ffffff;border:1px solid #dee2e6;border-radius:12px;${font}font-size:16px;line-height:1.55;">
<p class="brand" style="margin:0 0 20px;font-size:14px;font-weight:600;color:${accent};">${product}</p>
<h1 class="ink" style="margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:650;color:#212529;">${escapeHtml(subject)}</h1>
${content}
<p class="dim rule" style="margin:24px 0 0;padding:16px 0 0;border-top:1px solid #dee2e6;font-size:13px;line-height:1.5;color:#495057;">${footer}</p>
</td></tr></table>
</td></tr></table>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? '');
}
