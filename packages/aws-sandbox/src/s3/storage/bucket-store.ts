import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile } from '../../state/json-file.ts';
import { Bucket, type BucketConfiguration } from './bucket.ts';

/** All buckets of the sandbox. Bucket names are unique across accounts, as in AWS. */
export class BucketStore {
  readonly #directory: string;
  readonly #buckets = new Map<string, Bucket>();

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    for (const name of readdirSync(directory)) {
      const configuration = readJsonFile<BucketConfiguration>(join(directory, name, 'bucket.json'));
      if (configuration !== undefined) this.#buckets.set(name, new Bucket(join(directory, name), configuration));
    }
  }

  get(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  all(): Bucket[] {
    return [...this.#buckets.values()];
  }

  create(configuration: BucketConfiguration): Bucket {
    const bucket = new Bucket(join(this.#directory, configuration.name), configuration);
    bucket.saveConfiguration();
    this.#buckets.set(configuration.name, bucket);
    return bucket;
  }

  /** Removes the bucket and its folder; the caller has checked that it is empty. */
  delete(bucket: Bucket): void {
    this.#buckets.delete(bucket.configuration.name);
    if (existsSync(bucket.directory)) rmSync(bucket.directory, { recursive: true });
  }
}
