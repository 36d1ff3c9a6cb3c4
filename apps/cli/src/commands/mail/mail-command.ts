import type { Command } from 'commander';
import type { CliContext } from '../../cli-context.ts';
import { type DirOption, dirOption, withHelp } from '../../command-help.ts';

/** Adds `genie mail` with its commands. */
export function addMailCommands(program: Command, context: CliContext): void {
  const mail = withHelp(program.command('mail'), {
    examples: [
      { line: 'genie mail list' },
      { line: 'genie mail show', says: 'the newest' },
      { line: 'genie mail test mia@example.com' },
    ],
  })
    .summary('read mails of data/mail, try the mail server')
    .description(
      'Reads the mails that are kept in data/mail while there is no mail server, and tries one.',
    );
  addListCommand(mail, context);
  addShowCommand(mail, context);
  addTestCommand(mail, context);
}

const listHelp = {
  details: `Without SMTP_URL "genie up" keeps mails as files in data/mail, which only you
can read. Numbers count from the oldest, so a new mail changes none.`,
  examples: [{ line: 'genie mail list' }, { line: 'genie mail list --dir /srv/genie' }],
  exitCodes: [[1, "mails go to a server, or the folder can't be read"]] as const,
};

/** `genie mail list`: the mails that are kept as files. */
function addListCommand(mail: Command, context: CliContext): void {
  withHelp(mail.command('list'), listHelp)
    .summary('list the mails of data/mail')
    .description('Lists the mails that are kept in data/mail.')
    .addOption(dirOption(context, '.env and data/'))
    .action(async ({ dir }: DirOption) => {
      const { listMails } = await import('./read-mails.ts');
      context.stdout.write(await listMails(dir, context));
    });
}

const showHelp = {
  details: 'The text as people read it, with its links whole.',
  examples: [
    { line: 'genie mail show', says: 'the newest' },
    { line: 'genie mail show 3', says: 'the third of genie mail list' },
  ],
  exitCodes: [[1, 'there is no such mail, or mails go to a server']] as const,
};

/** `genie mail show [number]`: one of these mails, decoded. */
function addShowCommand(mail: Command, context: CliContext): void {
  withHelp(mail.command('show'), showHelp)
    .summary('show a mail of data/mail')
    .description('Shows a mail that is kept in data/mail.')
    .argument('[number]', 'its number in "genie mail list"; the newest where left out')
    .addOption(dirOption(context, '.env and data/'))
    .action(async (number: string | undefined, { dir }: DirOption) => {
      const { showMail } = await import('./read-mails.ts');
      context.stdout.write(await showMail(dir, context, number));
    });
}

const testHelp = {
  details: `Sends at once, past the outbox, and prints what the mail server said. What it
says may hold the address, so the API's log never has it.`,
  examples: [
    { line: 'genie mail test mia@example.com' },
    { line: 'genie mail test mia@example.com --dir /srv/genie' },
  ],
  exitCodes: [[1, 'it was not sent; stderr says why']] as const,
};

/** `genie mail test <address>`: sends a mail by SMTP_URL. */
function addTestCommand(mail: Command, context: CliContext): void {
  withHelp(mail.command('test'), testHelp)
    .summary('send a mail, to try the mail server')
    .description('Sends a mail by SMTP_URL and prints what the mail server said.')
    .argument('<address>', 'whom to')
    .addOption(dirOption(context))
    .action(async (address: string, { dir }: DirOption) => {
      const { sendTestMail } = await import('./send-test-mail.ts');
      context.stdout.write(await sendTestMail(dir, context, address));
    });
}
