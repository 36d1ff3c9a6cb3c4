import type { Platform } from '../../platform-rules.ts';

/**
 * How a caption ends on each platform. `post` lines suit a subject that can be seen there;
 * `any` lines suit every subject. `{handle}` lines need the creator's name.
 */
export const closersByPlatform: Readonly<
  Record<Platform, { readonly post: readonly string[]; readonly any: readonly string[] }>
> = {
  onlyfans: {
    post: [
      "It's waiting in your feed.",
      'Come find it and tell me your favorite part.',
      'Have a look, then come say hi.',
    ],
    any: [
      'My messages are open if you have opinions.',
      'Come talk to me about it.',
      "I'm in my messages tonight, so say hi.",
      'I saved you the best seat.',
      "I'll be up late, so come find me.",
      'Your turn to surprise me.',
    ],
  },
  fansly: {
    post: [
      'Subscribe and see it for yourself.',
      "Subscribe if you want everything I couldn't put here.",
      'Subscribe and it opens right up for you.',
      'The full thing is for the people who subscribe, hint hint.',
    ],
    any: [
      'Subscribe and come say hi.',
      'Subscribe to get closer than this.',
      "Subscribe tonight and I'll know it was this post.",
      'Subscribe to @{handle} and keep me company.',
    ],
  },
  x: {
    post: ['Tell me if you saw it coming.', 'First impressions in the replies, please.'],
    any: [
      'Replies are open.',
      'Say hi in the replies.',
      "Repost if you're still awake.",
      'Quote this with your best guess.',
    ],
  },
  reddit: {
    post: [
      'Honest opinions, what do you think?',
      'What would you have done differently?',
      'What should I try next?',
    ],
    any: [
      'Curious how you all feel about it.',
      'How is everyone else doing today?',
      "How's your day going?",
      'Anyone else?',
      'Happy to answer questions if you have any.',
    ],
  },
  tiktok: {
    post: ['Wait for it.', 'Watch it twice.'],
    any: ['Sound on.', 'Tell me below.', 'Agree?', 'Be honest.'],
  },
  instagram: {
    post: [
      'Tell me your favorite part in the comments.',
      'Save it for a slow evening.',
      "Send it to someone who'd get it.",
    ],
    any: [
      'Come say hi in the comments.',
      'Drop an emoji if you made it this far.',
      'What are you up to today?',
    ],
  },
  youtube: {
    post: ['Tell me in the comments where you laughed.', 'Let me know what I should film next.'],
    any: [
      'Leave a comment and say where you are watching from.',
      'Stick around for more next week.',
      'Tell me what you would have done.',
    ],
  },
  snapchat: { post: [], any: [] },
};

/** First lines for platforms that want a hook, each short enough to show before "more". */
export const hooks = {
  post: [
    "You weren't supposed to see {my} yet.",
    'Want to know what went into {my}?',
    'How far would you go for {my}?',
    'Nobody warned me about this part!',
  ],
  any: [
    "You won't guess where this is going.",
    "Got a minute? You'll want to stay for this.",
    'I almost kept this one to myself!',
    'Can I tell you something?',
    "You've been asking, so here it is.",
    "I've never said this on here before!",
    'Stay with me for a second, you will see why.',
    'Blink and you will miss it!',
  ],
} as const;

/** Tiny captions about a subject; used if they fit. */
export const snaps = [
  '{Topic} 👀',
  'New: {topic}',
  '{Topic}, for you',
  '{Topic} 💕',
  'Psst, {topic}',
] as const;
