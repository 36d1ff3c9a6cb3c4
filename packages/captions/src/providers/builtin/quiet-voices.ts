import type { VoiceLines } from './lines-by-voice.ts';
import type { Voice } from './tones.ts';

type QuietVoice = Extract<Voice, 'warm' | 'casual' | 'mysterious'>;

/** What the voices say that don't raise themselves; the others are in `lines-by-voice.ts`. */
export const quietVoices: Readonly<Record<QuietVoice, VoiceLines>> = {
  warm: {
    posted: [
      'I put a lot of love into {my}, and now {it} {is} yours.',
      '{My} {is} up, and I really hope {it} {makes} your day.',
      "I've been so excited to share {my} with you.",
      "You've all been so kind lately that {my} {is} for you.",
      'I made some tea, took a breath and finally posted {my}.',
      'A little thank you from me: {my} {is} here.',
    ],
    about: [
      "It feels like me, and that's the nicest thing I can say about it.",
      'I took my time, and I think it shows.',
      "There's a little piece of my week in there.",
      'I was nervous to share it, so be sweet.',
      'Making it was the best part of my week.',
    ],
    any: [
      'Thank you for being here, truly.',
      'You make this feel like home.',
      'I hope today has been gentle with you.',
      'I read every single message, even the long ones.',
      'Be good to yourself tonight.',
      "I'm lucky to have you around.",
    ],
    tiny: [
      'Made with love.',
      'Thank you, truly.',
      'All for you.',
      'Sending a big hug.',
      'You deserve it.',
      'Be sweet.',
    ],
    snap: [
      'Hi from me to you',
      'Thinking of you today',
      'You made my day',
      'Big hug, from me',
      'Good night, you',
    ],
    emoji: ['💕', '🥰', '🤍', '☀️', '🌸'],
  },
  casual: {
    posted: [
      'Just put up {my}, nothing fancy, just me.',
      "{My} {is} up if you've got a minute.",
      'So I finally got around to {my}.',
      'Quick one today, {my} {is} out.',
      "Posted {my} and now I'm off to make coffee.",
      'I spent a few days on {my}, and {it} {is} finally up.',
    ],
    about: [
      'No big production, I just liked how it turned out.',
      'It came together faster than I expected.',
      'I think it might be one of my better ones.',
      'Took me a few tries, but we got there.',
      "It's pretty much what I look like on a good day.",
    ],
    any: [
      "Hope your week's going alright.",
      "I'll do more of this soon, I think.",
      "I'll be around later if you want to chat.",
      'No pressure, just saying hi.',
      "It's been one of those good, slow days.",
      'Anyway, how are you?',
    ],
    tiny: [
      "That's the post.",
      'Pretty happy with it.',
      'More soon.',
      'Nothing fancy.',
      'Anyway, hi.',
      'Good day, this one.',
    ],
    snap: ['Hey, you', 'Just saying hi', 'Slow day, good day', 'Coffee first', 'How was your day?'],
    emoji: ['🙂', '☕', '✌️', '✨'],
  },
  mysterious: {
    posted: [
      "I won't say much about {my}.",
      "{My} {is} here, and that's all you get from me.",
      'Some things are better seen than explained, like {my}.',
      'I waited for the house to go quiet before I posted {my}.',
      "You'll understand {my} when the lights are low.",
      'I left {my} where only you would look.',
    ],
    about: [
      'Look twice, because the first time you will miss something.',
      "There's a detail in there meant for one person.",
      'I let the shadows do the talking.',
      "It says what I wouldn't say out loud.",
      'Nobody has guessed the story behind it yet.',
    ],
    any: [
      'I keep the best things quiet.',
      'Ask me nicely and I might explain.',
      'You already know more than most.',
      'Not everything I do is for everyone.',
      'Stay up a little longer tonight.',
      'I never tell the whole story.',
    ],
    tiny: [
      'No spoilers.',
      'Look twice.',
      "You'll see.",
      'Quietly, now.',
      'Ask me nicely.',
      'After dark.',
    ],
    snap: ['You’ll see', 'After dark', 'Look twice', 'I won’t say a word', 'Guess where I am'],
    emoji: ['🌙', '🖤', '🥀', '🕯️'],
  },
};
