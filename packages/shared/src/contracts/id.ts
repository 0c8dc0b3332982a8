import { z } from 'zod';

/** An id of any kind, or a subject's name: no control characters, which PostgreSQL or a log could stumble over. */
export const id = z.string().regex(/^\P{Cc}{1,200}$/u);
