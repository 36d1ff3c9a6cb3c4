import { setImmediate as pause } from 'node:timers/promises';
import { platforms } from '@genie-helper/captions';
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
  'To have a model answer here, whoever runs this server sets CAPTION_PROVIDER=openai-compatible, LLM_BASE_URL (for example http://127.0.0.1:11434/v1 for Ollama) and LLM_MODEL, and starts it again.',
  'LLM_API_KEY is for servers that ask for a key.',
  'The same model then writes captions.',
];

const texts: readonly HelpText[] = [
  {
    asksFor: /\b(?:llms?|ollama|vllm|openai|language models?|models?|configur\w*|set ?up)\b/iu,
    sentences: setUpModel,
  },
  {
    asksFor: /\b(?:batch\w*|jobs?|queue\w*|progress|retry)\b/iu,
    sentences: [
      'A batch is 1 to 100 captions at once: POST /api/captions/batch answers with the id of a job.',
      'GET /api/queue/jobs/<id> tells you how far your job is and, in the end, each caption or why there is none.',
      'A job that failed can be put back with POST /api/queue/jobs/<id>/retry.',
    ],
  },
  {
    asksFor:
      /\b(?:captions?|posts?|hashtags?|tones?|topics?|rules?|platforms?|tiktok|instagram|reddit|youtube|snapchat|twitter)\b/iu,
    sentences: [
      'POST /api/captions/generate writes one caption for a platform, a tone, a topic and a length.',
      `Platforms are ${platforms.join(', ')}.`,
      'Every caption is held against the rules of its platform, such as 280 characters on X or no hashtag on Reddit, and stays suggestive at most.',
      'Without a model, captions are put together from stock sentences.',
    ],
  },
  {
    asksFor:
      /\b(?:credentials?|connections?|profiles?|cookies?|stored?|encrypt\w*|vault|secrets?)\b/iu,
    sentences: [
      'Credentials of your platforms are stored encrypted, and so are cookie jars.',
      'GET /api/credentials lists your connections with their platform, name and dates, never with a password, and DELETE /api/credentials/<id> removes one.',
      'Stored credentials are revealed only to servers that hold the shared secret, and each time is written into an access log first.',
    ],
  },
  {
    asksFor:
      /\b(?:log ?(?:in|out)|sign ?(?:in|out)|logout|login|sessions?|tokens?|passwords?|revo\w+|suspend\w*|expire\w*)\b/iu,
    sentences: [
      'You sign in at Directus; the access token that you get is good for 15 minutes and can be refreshed.',
      'Every request is checked with Directus, so a suspended or removed user is refused on the next one.',
      'Where the session guard runs in Directus, as it does after npm start, logging out and changing your password or e-mail end your tokens at once too.',
    ],
  },
  {
    asksFor: /\b(?:admins?|administrators?|audit|who (?:can )?sees?|access log)\b/iu,
    sentences: [
      'Administrators see the access log of stored credentials and the list of conversations here, with whose they are and when they took place.',
      'In Directus an administrator can read what was written in them, so put no password into this chat.',
      'Stored credentials are ciphertexts there, and no login opens them.',
    ],
  },
];

const overview =
  'Ask me about captions and their rules, batches and jobs, stored credentials, signing in and out, what administrators see, or setting up a model.';

const mostTexts = 2;

/** What to say to a message: that there is no model, and the texts that its words ask for. */
function helpFor(message: string): string[] {
  const found = texts.filter(({ asksFor }) => asksFor.test(message)).slice(0, mostTexts);
  const sentences = found.flatMap(({ sentences }) => sentences);
  return [noModel, ...(sentences.length > 0 ? sentences : [overview, ...setUpModel])];
}
