import type { z } from 'zod';
import { variable } from './variable.ts';

/** The price of a new asset. The assets service charges it, and the sync service forecasts it. */
export const dataRowVariables = {
  DATA_ROWS_PER_IMAGE: variable.positiveInteger.default(1),
  DATA_ROWS_PER_VIDEO: variable.positiveInteger.default(1),
};

export function dataRowPricesOf(read: z.output<z.ZodObject<typeof dataRowVariables>>) {
  return { image: read.DATA_ROWS_PER_IMAGE, video: read.DATA_ROWS_PER_VIDEO };
}
