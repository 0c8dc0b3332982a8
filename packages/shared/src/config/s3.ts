import type { z } from 'zod';
import { variable } from './variable.ts';

/** The settings of our own clients of S3. The AWS SDK reads its own settings itself. */
export const s3Variables = {
  AWS_ENDPOINT_URL: variable.url.optional(),
  AWS_ENDPOINT_URL_S3: variable.url.optional(),
  S3_FORCE_PATH_STYLE: variable.flag.default(false),
};

export interface S3Settings {
  /** Undefined for Amazon S3. */
  endpointUrl: string | undefined;
  forcePathStyle: boolean;
}

export function s3SettingsOf(read: z.output<z.ZodObject<typeof s3Variables>>): S3Settings {
  return {
    endpointUrl: read.AWS_ENDPOINT_URL_S3 ?? read.AWS_ENDPOINT_URL,
    forcePathStyle: read.S3_FORCE_PATH_STYLE,
  };
}
