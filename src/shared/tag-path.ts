/** Names of tags that lie in each other. Pure. */

/** The tag's and those it lies in, the outermost first, however the slashes are typed: "Animals / dogs/" has two. */
export const partsOf = (whole: string): string[] =>
  whole
    .split('/')
    .map((name) => name.trim())
    .filter((name) => name !== '')
