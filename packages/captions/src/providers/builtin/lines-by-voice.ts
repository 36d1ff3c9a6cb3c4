import { quietVoices } from './quiet-voices.ts';
import type { Voice } from './tones.ts';

export type VoiceLines = {
  /** Opens a caption about something that was posted. Slots: see `fillSlots`. */
  readonly posted: readonly string[];
  /** Says something about what was posted. */
  readonly about: readonly string[];
  /** Fits after anything. */
  readonly any: readonly string[];
  /** At most 20 characters; for platforms with little room. */
  readonly tiny: readonly string[];
  /** At most 30 characters, a caption by itself. */
  readonly snap: readonly string[];
  readonly emoji: readonly string[];
};

/** What each voice says. Every line is one sentence that a person could post as it is. */
export const linesByVoice: Readonly<Record<Voice, VoiceLines>> = {
  ...quietVoices,
  playful: {
    posted: [
      'Guess who finally posted {my}.',
      "{My} {is} up and I'm already giggling about it.",
      'I told myself to wait until tomorrow, but {my} had other plans.',
      '{My} just dropped, so cancel your next ten minutes.',
      "Okay, {my} {is} out and I'm not even a little sorry.",
      'You have been very patient, so here {is} {my}.',
      'I was going to be productive today, then {my} happened.',
    ],
    about: [
      'I had way too much fun making this one.',
      "There's one part I almost cut, and you'll know it when you get there.",
      'The best bit is hiding at the end.',
      'I kept the goofy takes in too.',
      'Yes, I did my own hair, thanks for noticing.',
    ],
    any: [
      "You know I can't keep a secret.",
      'Behave yourself, or at least pretend to.',
      "I'm blaming you for this, by the way.",
      "Maybe don't open it in a meeting.",
      "If you're smiling at your phone right now, I win.",
      'I make excellent bad decisions.',
    ],
    tiny: [
      'No peeking.',
      'Oops.',
      "You're welcome.",
      'Worth it.',
      'Too late now.',
      'Act natural.',
      'I regret nothing.',
    ],
    snap: [
      'Oops, I did a thing',
      'Guess what I did',
      'No screenshots, okay?',
      "You'll want to see this",
      'Caught me in a mood',
    ],
    emoji: ['😜', '😏', '🙈', '✨', '😇'],
  },
  flirty: {
    posted: [
      "{My} {is} up, and I hope you're alone.",
      'I made {my} with one person in mind, and hi, there you are.',
      'Something tells me {my} will keep you up tonight.',
      'You get {my} before anyone else does.',
      'I kept thinking about your face when you see {my}.',
      'Close the door, because {my} {is} waiting for you.',
    ],
    about: [
      "It starts out sweet and doesn't stay that way.",
      'I left just enough to your imagination.',
      'Take it slow, it was made for that.',
      'I wonder which moment will make you stop.',
      "There's a look in there that's meant for you.",
    ],
    any: [
      'Come a little closer.',
      "You can stare, I don't mind.",
      "I've been waiting for you to show up.",
      'Tell me what you were thinking just now.',
      "I'm trouble, but the fun kind.",
      'You make it hard to be good.',
    ],
    tiny: [
      'Come closer.',
      'Staring is fine.',
      'You looked twice.',
      'Hi, you.',
      'Miss me?',
      'Eyes up here.',
      'Your move.',
    ],
    snap: [
      'Miss me yet?',
      'Thinking about you',
      'Come a little closer',
      'Wish you were here',
      'Stop staring. Or don’t',
    ],
    emoji: ['😘', '😈', '💋', '🔥', '😉'],
  },
  bold: {
    posted: [
      '{My} {is} live and I know exactly what I did.',
      "I don't do ordinary, and {my} {is} the proof.",
      '{My} just landed, and the bar moved.',
      "I said I'd deliver, and here {is} {my}.",
      'Take your time with {my}, because I took mine.',
      'I walked in, made {my}, and walked out smiling.',
    ],
    about: [
      "I didn't hold anything back.",
      'Every second of it is me, on my terms.',
      "Nobody told me to tone it down, so I didn't.",
      'This is the one people will ask about.',
      'I looked at it once and knew.',
    ],
    any: [
      "I don't ask twice.",
      'Confidence looks good on me, and I wear it daily.',
      'You can thank me later.',
      'I came here to be remembered.',
      'Some people wait for permission, I never got the hang of it.',
      'Keep up.',
    ],
    tiny: [
      'Keep up.',
      'Watch me.',
      'No notes.',
      'Zero regrets.',
      'Told you.',
      'Your turn.',
      'Main character.',
    ],
    snap: ['Watch me', 'No notes', 'Yes, I know', 'Try to keep up', 'Told you so'],
    emoji: ['🔥', '👑', '💅', '🖤', '💪'],
  },
  excited: {
    posted: [
      "It's finally here, {my} {is} out!",
      "I can't believe {my} {is} actually live!",
      "I've been counting the hours until I could post {my}!",
      '{My} {is} up and I may have screamed a little!',
      'Drop everything, {my} {is} here!',
      'I could not wait one more minute to show you {my}!',
    ],
    about: [
      "I haven't been this proud of something in ages!",
      'I barely slept because I wanted to show you!',
      'It came out even better than I pictured it!',
      'I keep looking at it and grinning.',
      'Best thing I made all month, easily!',
    ],
    any: [
      'You have no idea how long I sat on this!',
      "I'm refreshing my comments like it's a sport.",
      "Please say you're as excited as I am!",
      "I've been dancing around the kitchen all morning.",
      'Today is a good day!',
      'I needed to tell someone, so I picked you!',
    ],
    tiny: [
      'Finally!',
      "Let's go!",
      "I'm so ready!",
      'Best day!',
      "It's happening!",
      'Look at this!',
    ],
    snap: [
      'It’s finally happening!',
      'Best day ever!',
      'I can’t sit still!',
      'Big news today!',
      'Look at this!',
    ],
    emoji: ['🎉', '🤩', '🥳', '💥', '✨'],
  },
  funny: {
    posted: [
      "My therapist doesn't know about {my}, so act natural.",
      '{My} {is} up and my laundry is still not done.',
      'I made {my} instead of answering e-mails.',
      'Nobody asked for {my}, and yet here we are.',
      'I called {my} work, so technically this was a busy day.',
      'My phone storage is full, my heart is full, and {my} {is} up.',
    ],
    about: [
      'It took forty takes, and thirty-nine were me laughing.',
      'The lighting is great and my posture is a lie.',
      'My ring light deserves a co-credit.',
      'I nearly fell over twice, which I kept off camera for my dignity.',
      'Critics, meaning me, are calling it fine work.',
    ],
    any: [
      'Please clap.',
      'My group chat has already been unbearable about it.',
      'Rate it kindly, I bruise easily.',
      'I have no follow-up questions, but you might.',
      "I'd like to thank coffee and poor impulse control.",
      'This is what I do instead of a personality.',
    ],
    tiny: [
      'Please clap.',
      'Send snacks.',
      "I'm so normal.",
      'Ten out of ten.',
      'Laundry can wait.',
      'Hire me.',
    ],
    snap: [
      'Please clap',
      'I’m very busy, as you see',
      'Laundry can wait',
      'So, this happened',
      'Professional, as always',
    ],
    emoji: ['😂', '🙃', '😅', '🤡', '💀'],
  },
};
