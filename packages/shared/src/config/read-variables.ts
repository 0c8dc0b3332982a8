import { z } from 'zod';
import { AppError } from '../errors/index.ts';

/** Reports settings that are valid alone but not together. */
export type VariableRule<Values> = (values: Values, report: (name: string, why: string) => void) => void;

/**
 * Reads the settings that `variables` declares from `env`; an empty variable counts as absent.
 *
 * @throws AppError BAD_CONFIGURATION that names every bad or missing variable at once, and never shows a value
 */
export function readVariables<Shape extends z.ZodRawShape>(
  env: Record<string, string | undefined>,
  variables: Shape,
  rule?: VariableRule<z.output<z.ZodObject<Shape>>>,
): Readonly<z.output<z.ZodObject<Shape>>> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = z.object(variables).safeParse(present);
  const problems = (result.error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0]);
    return `  ${name} ${name in present ? `is not valid: ${issue.message}` : 'is missing'}`;
  });
  if (result.success) {
    rule?.(result.data, (name, why) => problems.push(`  ${name} ${why}`));
    if (problems.length === 0) return Object.freeze(result.data);
  }
  throw new AppError('BAD_CONFIGURATION', { problems: [...new Set(problems)].join('\n') });
}
