import { isTopicName, TOPICS, type TopicName } from '../../contracts/index.ts';

/** The position of a dead letter. ALL means those that exist when the command starts. */
export type Where = { partition: number; offset: string } | 'ALL';

export type DlqRequest =
  | { verb: 'list'; topics: readonly TopicName[] }
  | { verb: 'show'; topic: TopicName; where: Exclude<Where, 'ALL'>; isRaw: boolean }
  | { verb: 'replay'; topic: TopicName; where: Where }
  | { verb: 'drop'; topic: TopicName; where: Where; withEarlier: boolean };

const USAGE = `usage: npm run dlq -- list [<topic>]
       npm run dlq -- show <topic> <partition>/<offset> [--raw]
       npm run dlq -- replay <topic> <partition>/<offset> | all
       npm run dlq -- drop <topic> <partition>/<offset> [--with-earlier] | all`;

/** @throws Error with the usage */
export function parseDlqArguments(given: readonly string[]): DlqRequest {
  const flags = given.filter((argument) => argument.startsWith('--'));
  const [verb, topic, where, ...others] = given.filter((argument) => !argument.startsWith('--'));
  const has = (flag: string) => flags.includes(flag);
  const allowed = verb === 'show' ? '--raw' : verb === 'drop' && '--with-earlier';
  if (others.length > 0 || flags.some((flag) => flag !== allowed)) throw new Error(USAGE);
  switch (verb) {
    case 'list':
      if (where !== undefined) throw new Error(USAGE);
      return { verb, topics: topic === undefined ? allTopics() : [parseTopic(topic)] };
    case 'show': {
      const at = parseWhere(where);
      if (at === 'ALL') throw new Error(USAGE);
      return { verb, topic: parseTopic(topic), where: at, isRaw: has('--raw') };
    }
    case 'replay':
      return { verb, topic: parseTopic(topic), where: parseWhere(where) };
    case 'drop':
      return { verb, topic: parseTopic(topic), where: parseWhere(where), withEarlier: has('--with-earlier') };
    default:
      throw new Error(USAGE);
  }
}

const allTopics = () => Object.keys(TOPICS).filter(isTopicName);

function parseTopic(given: string | undefined): TopicName {
  const name = given?.replace(/\.dlq$/, '') ?? '';
  if (isTopicName(name)) return name;
  throw new Error(`There is no topic ${name}; the topics are ${allTopics().join(', ')}.\n${USAGE}`);
}

function parseWhere(given: string | undefined): Where {
  if (given === 'all') return 'ALL';
  const found = /^(\d{1,6})\/(\d{1,18})$/.exec(given ?? '');
  if (!found) throw new Error(USAGE);
  return { partition: Number(found[1]), offset: found[2]! };
}
