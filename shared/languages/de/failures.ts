/** Sentences about what went wrong, kept by their keys with the jobs that they tell of: a key stays what it is. */
export const failures = {} as const;
