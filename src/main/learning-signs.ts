/** What of learning is seen outside the window: progress on its icon, and a word when it ends unwatched. */
import { Notification, type BrowserWindow } from 'electron'
import type { JobState, TrainingStatus } from '../shared/domain.ts'

/** Nobody has gone to do something else over less. */
const shortestMs = 60_000

/** Takes every status in order. */
export function createLearningSigns(window: BrowserWindow): (training: TrainingStatus) => void {
  let before: JobState = 'idle'
  return (training) => {
    if (window.isDestroyed()) return
    showProgress(window, training)
    if (before === 'running' && hasEnded(training) && !window.isFocused()) notify(training)
    before = training.state
  }
}

function showProgress(window: BrowserWindow, { state, progress }: TrainingStatus): void {
  if (state === 'running') window.setProgressBar(progress)
  else if (state === 'paused') window.setProgressBar(progress, { mode: 'paused' })
  // Below 0 takes it away.
  else window.setProgressBar(-1)
}

const hasEnded = ({ state, elapsedMs }: TrainingStatus) =>
  (state === 'done' || state === 'failed') && elapsedMs >= shortestMs

function notify({ state, phase, error }: TrainingStatus): void {
  const title = state === 'done' ? 'Learning is done' : 'Learning has stopped'
  if (Notification.isSupported()) new Notification({ title, body: error?.message ?? phase }).show()
}
