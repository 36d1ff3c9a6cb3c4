import { randomUUID } from 'node:crypto';
import { buildMessage, MailError, writeLetter } from '@genie-helper/mail';
import type { CliContext } from '../../cli-context.ts';
import { CliError } from '../../installation/cli-error.ts';
import { loadInstallation, requireVariables } from '../../installation/installation.ts';
import {
  explainMailFailure,
  mailServerOf,
  withMailServer,
} from '../../installation/mail-settings.ts';
import { printable } from './read-mails.ts';

/**
 * Sends a mail by SMTP_URL.
 *
 * @returns what to print
 * @throws CliError where it didn't go, with what the server said
 */
export async function sendTestMail(
  dir: string,
  { variables, wallClock }: Pick<CliContext, 'variables' | 'wallClock'>,
  to: string,
): Promise<string> {
  const installation = await loadInstallation(dir, variables);
  const environment = requireVariables(installation, ['SMTP_URL', 'MAIL_FROM', 'PUBLIC_URL']);
  const mailServer = mailServerOf(environment);
  if (mailServer === undefined) throw new TypeError('The variables were checked.');
  const letter = writeLetter({
    to,
    subject: 'Mail from Genie Helper arrives',
    blocks: [
      'This mail was sent by "genie mail test". That you read it means that mails go out.',
      { button: 'Open Genie Helper', url: environment.PUBLIC_URL },
      'The button has to open the console. If it doesn’t, correct PUBLIC_URL.',
    ],
  });
  try {
    const date = new Date(wallClock());
    const message = await buildMessage(letter, { from: mailServer.from, id: randomUUID(), date });
    return await withMailServer(mailServer, { signsIn: true }, async (session) => {
      const answer = await session.send(message);
      const way = session.isEncrypted ? 'over TLS' : 'without TLS';
      return `Sent to ${to} by ${mailServer.place}, ${way}. The server said: ${printable(answer)}\n`;
    });
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    const [message, hint] = explainMailFailure(error, mailServer);
    const said = error.answer === undefined ? [] : printable(error.answer).split('\n');
    throw new CliError(message, {
      hint,
      lines: said.length === 0 ? [] : ['The server said:', ...said],
    });
  }
}
