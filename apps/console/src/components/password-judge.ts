import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** What is to be said of a password. */
export interface Verdict {
  /** From 0, guessed at once, to 4. */
  score: number;
  /** Whether registration refuses it for being so common. */
  isCommon: boolean;
}

/** The estimate grows costly with the length, and says nothing new after this. */
const longestJudged = 64;
const common = new Set<string>(dictionary['passwords-common']);
const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** Judges a password by what others may know of its owner. Half a megabyte of words comes with this file. */
export function judge(password: string, known: readonly string[]): Verdict {
  const words = known.flatMap((text) => [text, ...text.split(/[@.\s]+/)]).filter(Boolean);
  const { score } = zxcvbn.check(password.slice(0, longestJudged), words);
  return { score, isCommon: common.has(password.toLowerCase()) };
}
