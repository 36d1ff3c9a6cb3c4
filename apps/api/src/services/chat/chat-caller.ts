/** Who chats. Everything that happens in the chat happens with this caller's rights. */
export interface ChatCaller {
  userId: string;
  /**
   * Whether Directus still vouches for the token that the request came with, asked anew.
   *
   * @throws AppError `directus.unavailable` where no answer came: neither a pass nor a refusal
   */
  isStillVouchedFor(): Promise<boolean>;
  /** Told which tools were called and what failed; never what was said. */
  log: ChatLog;
}

/** Where the chat's log lines go. */
export interface ChatLog {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}
