/** Temporary credentials in the customer's account, narrowed to bucket and prefix. */
export interface BucketSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
}
