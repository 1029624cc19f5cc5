/** How good an order of photos is, by which of them are right. Pure. */

/** `isRight` in order, best first. Mean, over those that are right, of the share of right ones down to it; [0, 1]. */
export function averagePrecision(isRight: ArrayLike<boolean>): number {
  let [found, sum] = [0, 0]
  for (let i = 0; i < isRight.length; i++) if (isRight[i]) sum += ++found / (i + 1)
  return found === 0 ? 0 : sum / found
}

/** Share of right ones among the first `count`, [0, 1]. */
export function precisionAt(isRight: ArrayLike<boolean>, count: number): number {
  let found = 0
  for (let i = 0; i < count; i++) found += Number(isRight[i])
  return found / count
}
