/** The programs of this machine that can run a broker. */
export interface BrokerPrograms {
  /** KAFKA_BROKERS, if set. */
  given: string | undefined;
  /** Major version of the Java on the path or in JAVA_HOME. */
  javaVersion: number | undefined;
  hasMaven: boolean;
  /** An earlier start has fetched the broker's jars, so Maven is not needed. */
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

/** Chooses KAFKA_BROKERS, else Apache Kafka on Java, else a container. Without any, it names what to install. */
export function chooseBroker(programs: BrokerPrograms): BrokerChoice {
  if (programs.given) return { kind: 'given', brokers: programs.given };
  const hasJava = (programs.javaVersion ?? 0) >= MINIMUM_JAVA;
  if (hasJava && (programs.hasJars || programs.hasMaven)) return { kind: 'java' };
  if (programs.hasDocker) return { kind: 'docker' };
  return { kind: 'none', sentence: `Kafka cannot run here: ${remedy(programs, hasJava)}` };
}

function remedy(programs: BrokerPrograms, hasJava: boolean): string {
  const others = '(or start Docker, or set KAFKA_BROKERS to a broker of your own).';
  if (hasJava) return `Maven is missing; install it, on Debian by "apt-get install maven" ${others}`;
  const found = programs.javaVersion === undefined ? 'no Java is' : `only Java ${programs.javaVersion} is`;
  const packages = `openjdk-17-jre-headless${programs.hasJars || programs.hasMaven ? '' : ' maven'}`;
  const command = `"apt-get install ${packages}"`;
  return `${found} installed; install Java ${MINIMUM_JAVA} and Maven, on Debian by ${command} ${others}`;
}
