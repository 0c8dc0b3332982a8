/** What was started. */
export interface Running {
  /** Lets work in hand finish, then lets go of everything. */
  stop(): Promise<void>;
}
