/** Makes and unmakes the roles in our account that customers trust. */
export interface Principals {
  /** The ARN that the principal of this connection has or will have. */
  arnFor(connectionId: string): string;
  /**
   * Makes the principal, or finds it made already.
   *
   * @returns LIMIT where our account has no room for another role
   * @throws AppError AWS_UNAVAILABLE (retryable), PLATFORM_CREDENTIALS
   */
  ensure(connectionId: string): Promise<'READY' | 'LIMIT'>;
  /** Whether this principal is of one connection alone, so that it goes with it. */
  isOwn(connectionId: string, principalArn: string): boolean;
  /** Unmakes the principal of one connection; one that is not there is fine. @throws as `ensure` */
  remove(connectionId: string): Promise<void>;
}
