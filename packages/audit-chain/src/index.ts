export {
  type Checkpoint,
  type CheckpointKey,
  checkpointKey,
  isSigned,
  parseCheckpoint,
  signCheckpoint,
} from './checkpoint.ts';
export {
  type ChainedEntry,
  type ChainHead,
  chainColumns,
  chainEntry,
  closeItem,
  closePrincipal,
  erasedText,
  genesis,
  hashOf,
  type LogEntry,
  type LogRow,
  lineOf,
  normalEntry,
} from './entry.ts';
export { type ChainFault, type ChainReport, type FaultKind, verifyChain } from './verify.ts';
