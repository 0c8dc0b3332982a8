export { dataRowPricesOf, dataRowVariables } from './data-rows.ts';
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
export { s3SettingsOf, s3Variables } from './s3.ts';
export { variable } from './variable.ts';
