/** The meaning of a state, shown as a color. */
export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'quiet';
