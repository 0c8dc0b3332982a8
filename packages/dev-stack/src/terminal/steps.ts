/** Tells the person at the terminal what is being done while it is done. */
export interface Steps {
  /** Runs one step: its name at once, and how long it took when that was more than a second. */
  run<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** One line in between. */
  say(line: string): void;
}

const WORTH_SAYING_MS = 1_000;

/** Steps as lines on a stream; steps may run side by side. */
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
