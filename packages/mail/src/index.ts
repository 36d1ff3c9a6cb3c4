export {
  type Letter,
  type LetterBlock,
  type LetterContent,
  writeLetter,
} from './letter.ts';
export { MailError, type MailFailure, mailFailures } from './mail-error.ts';
export { listMailFiles, type ReadMail, readMailFile, writeMailFile } from './mail-folder.ts';
export { buildMessage, type Message } from './message.ts';
export { openSmtp, type SmtpOptions, type SmtpSession } from './smtp.ts';
