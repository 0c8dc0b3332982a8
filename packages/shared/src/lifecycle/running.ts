/** A started part that can be stopped. */
export interface Running {
  /** Waits for work in flight, then releases everything. */
  stop(): Promise<void>;
}
