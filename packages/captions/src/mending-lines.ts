/** Stock lines that `mendCaption` adds where a platform asks for something the caption lacks. */
export const invitations = ['Subscribe to see the rest.'] as const;
export const hooks = ["You'll want to stay for this one."] as const;
export const closers = ['What do you think?'] as const;

/** Sentences for a caption that is shorter than asked; they say nothing that could be wrong. */
export const fillers = [
  'More soon.',
  'Stay close.',
  'Tell me what you think.',
  'That is all for now.',
] as const;

/** Hashtags that suit any caption. */
export const spareHashtags = ['#newpost', '#creator', '#behindthescenes'] as const;
