/** The argument of a method that takes none. */
export type None = Record<string, never>
