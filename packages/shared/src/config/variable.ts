import { z } from 'zod';

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
