import { findBlocks, withoutBlocks } from '../support/markdown.ts';

/** What people type: a span or a line of a block that begins with one of these words and has more of them. */
const program =
  /^(?:sudo )?(?:caddy|chmod|createdb|createuser|curl|docker|dropdb|genie|git|grep|install|journalctl|kubectl|nginx|node|npm|npx|openssl|pg_dump|pg_restore|promtool|psql|ssh|systemctl|systemd-sysusers) \S/;

/**
 * The commands of a page as they are typed, from code spans and from the lines of blocks of these languages.
 *
 * @param languages `sh` for what blocks.ts knows block by block; `text` for the rest
 */
export function findCommands(markdown: string, languages: readonly string[]): string[] {
  const spans = [...withoutBlocks(markdown).matchAll(/`([^`]+)`/g)].map(([, code = '']) =>
    code.replace(/\s+/g, ' '),
  );
  const lines = findBlocks(markdown)
    .filter(({ language }) => languages.includes(language))
    .flatMap(({ text }) => text.replaceAll('\\\n', ' ').split('\n'));
  return [...spans, ...lines]
    .map((each) => each.replace(/^\s*|\s+#.*$/g, ''))
    .filter((each) => program.test(each));
}

/** A kind of command, and what tries it. The first line that fits counts. */
interface TriedCommand {
  pattern: RegExp;
  /** The only page that may have it. */
  on?: string;
  by: `${string}.test.ts` | { untested: string };
}

/** Each command in the text of the pages for operators. What stands in a block of shell is in blocks.ts, block by block. */
export const howCommandsAreTried: readonly TriedCommand[] = [
  {
    pattern: /^docker inspect$/,
    by: { untested: 'says what it would show; nobody is told to type it' },
  },
  { pattern: /^docker compose -f /, by: 'test/docs/operator-commands.test.ts' },
  { pattern: /^kubectl /, by: 'test/docs/operator-commands.test.ts' },
  { pattern: /^systemctl /, by: 'test/docs/operator-commands.test.ts' },
  { pattern: /^journalctl /, by: 'test/docs/operator-commands.test.ts' },
  { pattern: /^promtool test rules/, by: 'test/docs/alerts.test.ts' },
  { pattern: /^curl -X POST https:\/\/genie\.example\.com/, by: 'test/docs/proxies.test.ts' },
  // That the command and its options exist; what each does, its own tests say.
  {
    pattern: /^(npm run --silent genie --|genie) (--version$|[a-z])/,
    by: 'test/docs/names.test.ts',
  },
  { pattern: /^npm run [a-z\d:]+$/, by: 'test/docs/names.test.ts' },
  {
    pattern: /^npm (ci|start|test|install)\b/,
    by: { untested: 'CI does this in a fresh checkout' },
  },
  { pattern: /^openssl rand -base64 36$/, by: 'test/docs/operator-commands.test.ts' },
  { pattern: /^chmod 600 \.env$/, by: 'test/docs/operator-commands.test.ts' },
  {
    pattern: /^(createuser|createdb) --/,
    on: 'docs/how-to/move-to-postgres.md',
    by: 'test/docs/operator-commands.test.ts',
  },
  { pattern: /^ssh -L /, by: { untested: 'needs a second machine' } },
  {
    pattern: /^git (log|checkout|diff|grep) ?/,
    by: { untested: 'shows or takes a release; there is one here' },
  },
  { pattern: /^grep -rn '11/, by: 'test/docs/operator-commands.test.ts' },
  {
    pattern: /^(git clone|install) /,
    on: 'docs/how-to/deploy.md',
    by: { untested: 'sets a machine up; that the units it copies are good is tried' },
  },
];
