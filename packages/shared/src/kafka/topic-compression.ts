import type { Admin, ConfigResourceTypes, ConfigSource } from 'kafkajs';
import type { Logger } from '../log/index.ts';

/**
 * The broker stores messages uncompressed, for any compression of the sender. KafkaJS does not support Snappy, LZ4 or
 * Zstandard, and stops at a batch with one of them. The broker decompresses a gzip bomb and refuses it for its size.
 */
export const COMPRESSION = 'uncompressed';

// KafkaJS exports these enums to CommonJS only.
const TOPIC: ConfigResourceTypes.TOPIC = 2;
const TOPIC_CONFIG: ConfigSource.TOPIC_CONFIG = 1;

/** Corrects topics that an earlier release or a person made. Their other settings stay. */
export async function correctCompression(admin: Admin, topics: string[], log: Logger): Promise<void> {
  const type = TOPIC;
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map((name) => ({ type, name })),
    });
    const wrong = resources.filter(({ configEntries }) =>
      configEntries.some(
        ({ configName, configValue }) => configName === 'compression.type' && configValue !== COMPRESSION,
      ),
    );
    if (wrong.length === 0) return;
    await admin.alterConfigs({
      validateOnly: false,
      resources: wrong.map(({ resourceName, configEntries }) => ({
        type,
        name: resourceName,
        configEntries: [
          ...configEntries
            .filter(
              ({ isDefault, configSource, configName }) =>
                isOwn(isDefault, configSource) && configName !== 'compression.type',
            )
            .map(({ configName, configValue }) => ({ name: configName, value: configValue })),
          { name: 'compression.type', value: COMPRESSION },
        ],
      })),
    });
    log.info({ topics: wrong.map(({ resourceName }) => resourceName) }, 'topics no longer store compressed messages');
  } catch (error) {
    log.warn({ error }, 'compression.type of the topics could not be set to uncompressed');
  }
}

/**
 * True when the setting was set for this topic. alterConfigs needs the whole list and resets settings that it lacks.
 */
const isOwn = (isDefault: boolean, source: ConfigSource) => !isDefault && source === TOPIC_CONFIG;
