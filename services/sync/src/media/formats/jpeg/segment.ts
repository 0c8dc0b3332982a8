/** A segment's content, without marker and length. */
export interface Segment {
  start: number;
  end: number;
}
