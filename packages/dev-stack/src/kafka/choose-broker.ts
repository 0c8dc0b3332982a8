/** What there is on this machine to run a broker with. */
export interface BrokerMeans {
  /** KAFKA_BROKERS, if set. */
  given: string | undefined;
  /** Major version of the Java on the path or in JAVA_HOME. */
  javaVersion: number | undefined;
  hasMaven: boolean;
  /** An earlier start has fetched the broker's jars already: Maven is not needed any more. */
  hasJars: boolean;
  hasDocker: boolean;
}

export type BrokerChoice =
  | { kind: 'given'; brokers: string }
  | { kind: 'java' }
  | { kind: 'docker' }
  | { kind: 'none'; sentence: string };

/** Kafka 4 needs it. */
const MINIMUM_JAVA = 17;

/** Which broker is used: the one given, else Apache Kafka on Java, else in a container, else none and what to do. */
export function chooseBroker(means: BrokerMeans): BrokerChoice {
  if (means.given) return { kind: 'given', brokers: means.given };
  const hasJava = (means.javaVersion ?? 0) >= MINIMUM_JAVA;
  if (hasJava && (means.hasJars || means.hasMaven)) return { kind: 'java' };
  if (means.hasDocker) return { kind: 'docker' };
  return { kind: 'none', sentence: `There is no way to run Kafka here: ${remedy(means, hasJava)}` };
}

function remedy(means: BrokerMeans, hasJava: boolean): string {
  const others = '(or start Docker, or set KAFKA_BROKERS to a broker of your own).';
  if (hasJava) return `Java is here, Maven is missing; install it, on Debian by "apt-get install maven" ${others}`;
  const found = means.javaVersion === undefined ? 'no Java is' : `only Java ${means.javaVersion} is`;
  const packages = `openjdk-17-jre-headless${means.hasJars || means.hasMaven ? '' : ' maven'}`;
  return `${found} installed; install Java ${MINIMUM_JAVA} and Maven, on Debian by "apt-get install ${packages}" ${others}`;
}
