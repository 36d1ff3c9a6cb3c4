/**
 * The marks that chat templates and reasoning models put into a text: of Llama, Mistral, Gemma, Qwen, Phi, DeepSeek,
 * Command R, Kimi, GLM, gpt-oss and those built on them. Each is matched where it begins.
 */

const reasoning =
  'think|thinking|thought|thoughts|reasoning|analysis|reflection|scratchpad|seed:think';

/** Marks that open reasoning, and what closes each. */
export const reasoningMarks: readonly { readonly open: RegExp; readonly close: RegExp }[] = [
  {
    open: new RegExp(`<\\s{0,2}(?:${reasoning})(?:\\s[^<>]{0,60})?>`, 'iy'),
    close: new RegExp(`<\\s{0,2}/\\s{0,2}(?:${reasoning})\\s{0,2}>`, 'ig'),
  },
  { open: /\[(?:think|reasoning)\]/iy, close: /\[\/(?:think|reasoning)\]/gi },
  { open: /◁think▷/iy, close: /◁\/think▷/gi },
  {
    open: /<\|(?:begin_of_thought|start_thinking)\|>/iy,
    close: /<\|end_(?:of_thought|thinking)\|>/gi,
  },
  {
    open: /(?:<\|start\|>\s{0,2}assistant\s{0,2})?<\|channel\|>\s{0,2}(?:analysis|commentary)[^<]{0,60}<\|message\|>/iy,
    close: /<\|(?:end|return|call)\|>|(?=<\|start\|>|<\|channel\|>\s{0,2}final)/gi,
  },
];

/** Closes reasoning that nothing opened: some servers put the opening mark into the prompt. */
export const closingMark = new RegExp(
  `<\\s{0,2}/\\s{0,2}(?:${reasoning})\\s{0,2}>|\\[/(?:think|reasoning)\\]|◁/think▷|<\\|end_(?:of_thought|thinking)\\|>`,
  'iy',
);

const other = 'user|system|tool|human|developer|ipython|observation';
const own = 'assistant|model|ai|bot|chatbot';

/** Begins the turn of somebody else. */
export const otherTurn = new RegExp(
  [
    `<\\|(?:im_start|start_header_id|start)\\|>\\s{0,4}(?:${other})(?![\\p{L}])`,
    `<start_of_turn>\\s{0,4}(?:${other})(?![\\p{L}])`,
    `<\\|start_of_turn_token\\|>\\s{0,4}<\\|(?:${other})_token\\|>`,
    `<[|｜](?:${other})[|｜]>`,
    '\\[INST\\]',
    '<<SYS>>',
  ].join('|'),
  'iuy',
);

const ownTurns = [
  `<\\|(?:im_start|start_header_id|start)\\|>\\s{0,4}(?:${own})(?![\\p{L}])(?:\\s{0,4}<\\|end_header_id\\|>)?`,
  `<start_of_turn>\\s{0,4}(?:${own})(?![\\p{L}])`,
  `<\\|start_of_turn_token\\|>\\s{0,4}<\\|(?:${own})_token\\|>`,
  `<[|｜](?:${own})[|｜]>`,
].join('|');

/** Begins a turn of the model's own. */
export const ownTurn = new RegExp(ownTurns, 'iuy');

/** Where the model's turn begins after others' were repeated. */
export const ownTurnAhead = new RegExp(`${ownTurns}|\\[/INST\\]`, 'giu');

/** Ends a turn. */
export const turnEnd =
  /<\|(?:im_end|endoftext|end_of_text|eot_id|eom_id|end|return|end_of_turn_token|endofprompt|eos)\|>|<｜end▁of▁sentence｜>|<(?:end_of_turn|end_of_utterance|eos|eot)>/iuy;

/** Tokens that stand for nothing in the text. */
export const idleToken =
  /<\|channel\|>\s{0,2}final\b[^<]{0,40}(?:<\|message\|>)?|<\|[^\s|<>]{1,40}\|>|<｜[^\s｜<>]{1,40}｜>|<(?:bos|unk|pad|sop|eop|start_of_turn|extra_id_\d{1,3}|unused\d{1,3}|0x[0-9a-f]{2})>|\[\/INST\]|\[[gs]MASK\]|<<\/SYS>>/iuy;

/** Tokens of older models that are HTML, too: certain at the edges of an answer only. */
export const edgeToken = /<\/?s>/iy;

/** What every mark begins with. */
export const markStart = /[<[◁]/gu;

/** No mark is longer. */
const longestMark = 120;

const awaitsMore =
  /^<\|?(?:im_start|start_header_id|start|start_of_turn|start_of_turn_token|channel)\|?>/iu;
const unfinished =
  /^(?:[<[◁]|<\s{1,2}|<(?:\s{0,2}[<|｜/\p{L}]|0x?)[^>\]▷\n]*|<<\/?SYS>|\[[/\p{L}][^\]\n]*|◁[^▷\n]*)$/iu;

/** Whether the text, which begins as a mark does, may become one, or a longer one, with what comes next. */
export function mayBecomeMark(text: string): boolean {
  if (text.length >= longestMark) return false;
  return awaitsMore.test(text) || unfinished.test(text);
}
