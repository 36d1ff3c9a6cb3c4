/** What other features may use of this one. */
export { createChatExport } from './export-chats.ts';
export { createCallerWatch, type WatchCaller } from './watch-caller.ts';
