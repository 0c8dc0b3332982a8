import type { RunningProgram } from '../processes/start-program.ts';

export interface BrokerOptions {
  dataFolder: string;
  logPath: string;
  port: number;
  /** The data are not needed afterwards. The broker is killed, which is faster than a clean stop. */
  throwAway: boolean;
  /** Settings that override those of the development broker: further listeners, certificates. */
  settings?: Readonly<Record<string, string>>;
  /** Arguments for formatting a new data folder, such as the first SCRAM users. */
  formatArguments?: readonly string[];
}

export interface RunningBroker extends Pick<RunningProgram, 'stop'> {
  /** The form of KAFKA_BROKERS: host:port, separated by commas. */
  brokers: string;
  /** Absent for a broker that we did not start as a process. */
  pid?: number;
  /** Resolves with the reason when the broker ends; absent when its end cannot be observed. */
  ended?: Promise<string>;
}
