import type { Reaper } from '../processes/start-reaper.ts';
import type { BrokerOptions, RunningBroker } from './broker.ts';
import { chooseBroker } from './choose-broker.ts';
import { findBrokerPrograms } from './find-broker-programs.ts';
import { fetchJars } from './jars.ts';
import { startDockerBroker } from './start-docker-broker.ts';
import { startJavaBroker } from './start-java-broker.ts';

/**
 * The broker of this stack: KAFKA_BROKERS if set, else one that is started here (choose-broker.ts).
 *
 * @param say  receives a line for each step that takes longer than a second
 * @throws Error that says what to install, or why the broker did not become ready
 */
export async function startKafka(
  options: BrokerOptions,
  reaper: Reaper,
  say: (step: string) => void,
): Promise<RunningBroker> {
  const programs = findBrokerPrograms(process.env);
  const choice = chooseBroker(programs);
  switch (choice.kind) {
    case 'given':
      return { brokers: choice.brokers, stop: async () => {} };
    case 'java': {
      if (!programs.hasJars) say('Fetching Apache Kafka by Maven (44 MB, once)');
      return startJavaBroker(options, await fetchJars(process.env), reaper);
    }
    case 'docker':
      say('Starting Apache Kafka in a container');
      return startDockerBroker(options);
    case 'none':
      throw new Error(choice.sentence);
    default:
      return choice satisfies never;
  }
}
