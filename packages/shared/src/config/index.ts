export {
  databaseRule,
  databaseTlsOf,
  databaseVariables,
  infrastructureOf,
  infrastructureRule,
  infrastructureVariables,
  type KafkaSettings,
  kafkaRule,
  kafkaSettingsOf,
  kafkaVariables,
  type TlsSettings,
} from './infrastructure.ts';
export { readVariables } from './read-variables.ts';
export { variable } from './variable.ts';
