import { z } from 'zod';

/** The words that every action of the log needs. */
export const Reason = z.string().trim().min(1).max(500);
