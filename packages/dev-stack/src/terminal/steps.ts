/** Reports the steps of a start at the terminal. */
export interface Steps {
  /** Runs one step. Prints its name first, and its duration when that is over a second. */
  run<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Prints one line. */
  say(line: string): void;
}

const WORTH_SAYING_MS = 1_000;

/** Prints steps as lines of a stream; steps may overlap. */
export function stepsOn(stream: NodeJS.WritableStream): Steps {
  const say = (line: string) => {
    stream.write(`${line}\n`);
  };
  return {
    say,
    async run(name, work) {
      const began = Date.now();
      say(`· ${name} …`);
      const result = await work();
      const tookMs = Date.now() - began;
      if (tookMs >= WORTH_SAYING_MS) say(`  ${name}: done in ${(tookMs / 1000).toFixed(1)} s`);
      return result;
    },
  };
}
