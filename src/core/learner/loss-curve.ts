/** The loss over a run in few points of equal width. */
import type { LossPoint } from '../../shared/domain.ts'

const mostPoints = 400

/** When full, neighbours are joined, and from then on a point spans twice as many steps. */
export class LossCurve {
  readonly points: LossPoint[]
  /** Steps a point spans. */
  private span: number
  private sum = 0
  private count = 0

  /** Goes on from a checkpoint's points. */
  constructor(points: LossPoint[] = []) {
    this.points = [...points]
    this.span = points.length >= 2 ? points[1].step - points[0].step : 1
  }

  add(step: number, loss: number): void {
    this.sum += loss
    if (++this.count < this.span) return
    this.points.push({ step, loss: this.sum / this.count })
    this.sum = this.count = 0
    if (this.points.length === mostPoints) this.joinNeighbours()
  }

  private joinNeighbours(): void {
    const joined = Array.from({ length: mostPoints / 2 }, (_, i) => {
      const [first, second] = [this.points[2 * i], this.points[2 * i + 1]]
      return { step: second.step, loss: (first.loss + second.loss) / 2 }
    })
    this.points.splice(0, mostPoints, ...joined)
    this.span *= 2
  }
}
