/** Time, handed in so that a test can turn it. */
export interface Clock {
  now(): Date;
  wait(milliseconds: number): Promise<void>;
}
