import type { RunningProgram } from '../processes/start-program.ts';

export interface BrokerOptions {
  dataFolder: string;
  logPath: string;
  port: number;
  /** Data that nobody needs afterwards: it is stopped by force, which takes no time. */
  throwAway: boolean;
  /** Settings of its own, over those of a broker for development: further listeners, certificates. */
  settings?: Readonly<Record<string, string>>;
  /** Arguments for formatting a new data folder, such as the first SCRAM users. */
  formatArguments?: readonly string[];
}

export interface RunningBroker extends Pick<RunningProgram, 'stop'> {
  /** host:port, several with commas between them: the form of KAFKA_BROKERS. */
  brokers: string;
  /** Absent where the broker is no process of ours. */
  pid?: number;
  /** Resolves when it has ended, with how; absent where we cannot see that. */
  ended?: Promise<string>;
}
