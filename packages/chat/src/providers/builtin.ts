import { setImmediate as pause } from 'node:timers/promises';
import { platforms, ruleOf } from '@genie-helper/captions/rules';
import { ChatError, type ChatProvider } from './chat-provider.ts';

/** Says that there is no model, and helps with fixed texts. Calls no tool. */
export function createBuiltinChat(): ChatProvider {
  return {
    name: 'builtin',
    async *answer({ messages, signal }) {
      const sentences = helpFor(messages.at(-1)?.content ?? '');
      for (const [index, sentence] of sentences.entries()) {
        await pause();
        if (signal.aborted) throw new ChatError('chat.aborted', 'the caller went away');
        yield index === 0 ? sentence : ` ${sentence}`;
      }
    },
  };
}

/** A subject: what asks for it, and what there is to say, a sentence a line. */
type HelpText = { readonly asksFor: RegExp; readonly sentences: readonly string[] };

const noModel =
  'No language model is configured on this server, so I can only offer fixed help texts.';

const setUpModel = [
  'Whoever runs this server can connect a language model to it, one on the same machine or elsewhere.',
  'It then answers here, and writes captions.',
];

/** What one can do, in words: whoever reads this in a page has no address to call and nothing to configure. */
const texts: readonly HelpText[] = [
  {
    asksFor: /\b(?:llms?|ollama|vllm|openai|language models?|models?|configur\w*|set ?up)\b/iu,
    sentences: setUpModel,
  },
  {
    asksFor: /\b(?:batch\w*|jobs?|queue\w*|progress|retry)\b/iu,
    sentences: [
      'A batch is up to 100 captions at once, from a list of topics or a table, and goes on while you are away.',
      'You can see how far each of your batches is and, in the end, every caption or why there is none.',
      'A batch that failed or was cancelled can be started again; what is written stays.',
    ],
  },
  {
    asksFor:
      /\b(?:captions?|posts?|hashtags?|tones?|topics?|rules?|platforms?|tiktok|instagram|reddit|youtube|snapchat|twitter)\b/iu,
    sentences: [
      'For a caption you say a platform, a tone, a topic and a length.',
      `Platforms are ${listed(platforms.map((platform) => ruleOf(platform).label))}.`,
      'Every caption is held against the rules of its platform, such as 280 characters on X or no hashtag on Reddit, and stays suggestive at most.',
      'Without a model, captions are put together from stock sentences.',
    ],
  },
  {
    asksFor:
      /\b(?:credentials?|connections?|profiles?|cookies?|stored?|encrypt\w*|vault|secrets?)\b/iu,
    sentences: [
      'Credentials of your platforms are stored encrypted, and so are cookie jars.',
      'You see your connections with their platform, name and dates, never with a password, and can replace or delete each.',
      'Only servers that were given the right to it open what is stored, and each time is written into an access log first.',
    ],
  },
  {
    asksFor:
      /\b(?:log ?(?:in|out)|sign ?(?:in|out)|logout|login|sessions?|tokens?|passwords?|revo\w+|suspend\w*|expire\w*)\b/iu,
    sentences: [
      'You stay signed in until you sign out, change your password, or are away for long.',
      'Every request is checked, so a device that you have signed out is refused on its next one.',
      'Your account shows the devices that are signed in, and signs out one or all of them.',
    ],
  },
  {
    asksFor: /\b(?:admins?|administrators?|audit|who (?:can )?sees?|access log)\b/iu,
    sentences: [
      'Administrators see the access log of stored credentials and the list of conversations here, with whose they are and when they took place.',
      'In the database they can read what was written in them, so put no password into this chat.',
      'Stored credentials are ciphertexts there, and no login opens them.',
    ],
  },
];

const overview =
  'Ask me about captions and their rules, batches and jobs, stored credentials, signing in and out, what administrators see, or language models.';

const mostTexts = 2;

function listed(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(words);
}

/** What to say to a message: that there is no model, and the texts that its words ask for. */
function helpFor(message: string): string[] {
  const found = texts.filter(({ asksFor }) => asksFor.test(message)).slice(0, mostTexts);
  const sentences = found.flatMap(({ sentences }) => sentences);
  return [noModel, ...(sentences.length > 0 ? sentences : [overview, ...setUpModel])];
}
