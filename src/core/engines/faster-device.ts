/**
 * Whether learning goes on the graphics card by itself: where there is one that WebGPU can use, that gives the
 * processor's losses, and that is the faster of the two at the network in question.
 */
import type { AdapterSpeed } from './onnx/adapter-speed.ts'

export interface ChosenDevice {
  device: 'cpu' | 'webgpu'
  /** In words, for the user, after the engine's description. */
  reason: string
}

/** Asked for one by one, as far as it takes. */
export interface Measurements {
  /** Null where there is no adapter. */
  adapterSpeed(): Promise<AdapterSpeed | null>
  /** Rejects where the card's losses are not the processor's. */
  selfTest(): Promise<void>
  /** Of training steps with the network in question. */
  photosASecond(device: 'cpu' | 'webgpu'): Promise<number>
}

/** Less is not worth a driver's whims. */
const leastGain = 1.25

/** Never rejects: what cannot be found out is a reason for the processor. */
export async function fasterDevice({ adapterSpeed, selfTest, photosASecond }: Measurements): Promise<ChosenDevice> {
  const processor = (reason: string): ChosenDevice => ({ device: 'cpu', reason })
  try {
    const speed = await adapterSpeed()
    if (!speed) return processor('there is no graphics card that WebGPU can use')
    // A processor that plays a graphics card would take minutes over what comes next.
    if (speed.cardSeconds > speed.processorSeconds) return processor('the graphics card is slower')
    await selfTest()
    const [card, own] = [await photosASecond('webgpu'), await photosASecond('cpu')]
    if (card < leastGain * own) return processor(`${perSecond(own)}, the graphics card ${perSecond(card)}`)
    return { device: 'webgpu', reason: `${perSecond(card)}, the processor ${perSecond(own)}` }
  } catch (error) {
    return processor(
      (error as Error).message
        .trim()
        .split('\n')[0]
        .replace(/ Choose .*/, ''),
    )
  }
}

const perSecond = (rate: number): string => `${Math.round(rate).toLocaleString('en')} photos a second`
