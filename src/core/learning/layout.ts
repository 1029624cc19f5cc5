/**
 * Where in a photo which colours are: mean colours of a coarse grid, less the mean of all of them, at unit length. An
 * encoder's features are means over all places and tell nothing of it, while photos of one kind are often composed
 * alike. The search space has it beside the features (docs/learning.md).
 */

/** Cells a side. */
export const layoutSide = 4
/** [cell row, cell column, RGB]. */
export const layoutSize = 3 * layoutSide ** 2
