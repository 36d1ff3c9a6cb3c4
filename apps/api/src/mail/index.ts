export { type Letter, type LetterBlock, type LetterContent, writeLetter } from '@genie-helper/mail';
export type {
  AccountChange,
  Composer,
  ComposerContext,
  Composers,
  MailKind,
  MailPayloads,
  MailRequest,
} from './kinds.ts';
export type { Mail } from './outbox.ts';
