/** The keys behind `after`, up to and with `upTo`, in the order of S3. Null leaves an end open. */
export interface KeyRange {
  after: string | null;
  upTo: string | null;
}
