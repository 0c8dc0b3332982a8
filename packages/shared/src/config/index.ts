import { z } from 'zod';
import { AppError } from '../errors/index.ts';

/**
 * Reads the settings that `variables` declares from `env`; an empty variable counts as absent.
 *
 * @throws AppError BAD_CONFIGURATION that names every bad or missing variable at once, and never shows a value
 */
export function readVariables<Shape extends z.ZodRawShape>(
  env: Record<string, string | undefined>,
  variables: Shape,
): Readonly<z.output<z.ZodObject<Shape>>> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = z.object(variables).safeParse(present);
  if (result.success) return Object.freeze(result.data);
  const problems = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return `  ${name} ${name in present ? `is not valid: ${issue.message}` : 'is missing'}`;
  });
  throw new AppError('BAD_CONFIGURATION', { problems: [...new Set(problems)].join('\n') });
}

const url = z.url({ error: 'not a URL' }).transform((value) => value.replace(/\/$/, ''));
const port = z.coerce.number().int().min(0).max(65_535);
const secret = z.string().min(32, 'shorter than 32 characters');
const seconds = z.coerce.number().min(0).max(3_600);
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** The kinds of variable that more than one service has. */
export const variable = {
  url,
  port,
  secret,
  flag,
  host: z.string().default('127.0.0.1'),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  nodeEnv: z.enum(['production', 'development', 'test']).default('production'),
  brokers: z.string().transform((list) => list.split(',').map((broker) => broker.trim())),
  text: z.string().min(1),
  seconds,
  count: z.coerce.number().int().min(0),
  positiveInteger: z.coerce.number().int().positive(),
};
